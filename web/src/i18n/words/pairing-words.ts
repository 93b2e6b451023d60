/** Of a screen that nobody has set yet: it says everything in both languages. */
const ko = {
  title: '등록을 기다리는 화면',
  open: '업무용 컴퓨터에서 아래 주소 열기',
  confirm: '위 코드를 입력하고 화면을 설정',
  renewed: '코드는 한 번만 쓸 수 있으며 5분마다 바뀜',
  waiting: '코드를 받는 중',
  unreachable: '서버 응답 없음. 계속 다시 시도하는 중',
  revoked: '등록이 해제된 화면',
  pressKey: '다시 등록하려면 아무 키나 누르기',
};
const en: typeof ko = {
  title: 'This screen waits to be paired',
  open: 'At a desk, open the address below',
  confirm: 'Type this code there and set the screen',
  renewed: 'The code works once, and changes every five minutes',
  waiting: 'Asking for a code',
  unreachable: 'No answer from the server; trying again without pause',
  revoked: 'This screen was revoked',
  pressKey: 'Press any key to pair it anew',
};

export const pairingWords = { ko, en };
