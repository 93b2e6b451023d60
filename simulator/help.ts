export const HELP = `Usage: npm run simulate -- [ordinary|history|live|burst] [options]
       npm run simulate -- drill FILE [--play NAME] [--speed 1-60] [--report FILE] [--keep]

Makes the traffic of Korea's borders and sends it to a board over its public API.

  ordinary  published seizures and what the desks have told, then live traffic while today so far and two years of arrivals are
            loaded beside it, newest first; runs until stopped (default)
  history   published seizures and two years of arrivals, then ends
  live      live traffic only
  burst     --events events as fast as they are acknowledged, then compares the answers with what
            had to come; to this machine only

  drill     runs the scenario of a file on a board of its own (embedded, or DATABASE_URL), judges it and ends with the
            result; --play right is the play that passes, --keep leaves the drill there. --url and --key: on a board
            that runs already, by its control key

Where to
  --url URL            the board's server (http://127.0.0.1:8080)
  --token T            feed token for everything; or GWANJE_TOKEN in the environment. For history it
                       must be allowed to set recordedtime, and
                       to bring old events
  --tokens FILE        lines feed=token for icn-airside, regional-airports, express-xray, mail-xray,
                       sea-ports, seizure-desk, equipment, intelligence-desk, currency-desk,
                       programme-office and history; *=token for the rest
  --realm NAME         realm to ask what is there already, when the token is not of the server's own

What
  --seed S             same seed, same events (1)
  --rate R             R times ordinary traffic at true times: more at a time, no clock runs faster (1).
                       Stations, programmes, operations and lists exist once at any rate
  --scale S            0.01 to 1: this share of conveyances with all their items (1)
  --events N           stop after N events (burst: 200000)
  --for SECONDS        stop after this time (burst: 900)
  --from, --until I    instants with offset. history: first day of arrivals (two years ago), end of
                       the past (now). burst: span of event times (the last ten minutes).
                       live: --until ends it
  --history-step STEP  hour or 3h: what one event of the arrivals' past stands for (hour). Stay with
                       one for a board: totals of both would be counted twice
  --faults MIX         a share such as 0.05, or duplicates=0.02,disorder=0.05,late=0.01,skew=0.002,
                       malformed=0.005,corrections=0.002; live and burst

How
  --senders N          batches on their way at a time (4)
  --format F           ndjson or batch (ndjson)
  --report FILE        what was sent and answered, as JSON
  -q, --quiet          no progress, no report on the terminal
  --allow-remote       a burst to another machine

Exit code: 0 done or stopped by Ctrl-C, 1 unexpected fault, 2 command line, 3 refused by the server
(token, address, size), 4 a burst's answers are not what had to come, 5 a drill was not passed
(1: it was stopped before its end; 2: its file is wrong, each mistake with its line).
`;
