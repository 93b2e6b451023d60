import { readFile } from 'node:fs/promises';
import { afterEach, expect, it } from 'vitest';
import { onOneEngine } from '../../support/engines.ts';
import { eventually } from '../../support/screen.ts';
import { seriousFaults } from './accessibility.ts';
import { openDesk, type OpenDesk } from './desk-browser.ts';

onOneEngine('the page of the audit log', (engine) => {
  let desk: OpenDesk | null = null;
  afterEach(async () => {
    const open = desk;
    desk = null;
    await open?.close();
  });

  it('shows who did what, finds it by the address, and takes it along', async () => {
    desk = await openDesk(engine, {
      roles: ['auditor'],
      path: '/desk',
      prepare: (db) =>
        db.query(
          `SELECT gwanje.append_audit('account:1', CASE WHEN n = 7 THEN 'thing.undone' ELSE 'thing.done' END,
                                      'thing:' || n, jsonb_build_object('n', n)) FROM generate_series(1, 120) n`,
        ),
    });
    const { page } = desk;
    await desk.open('/desk/audit');
    await page.locator('tr[data-seq="120"]').waitFor();
    // Whose account it is now, beside its number.
    expect(await page.locator('tr[data-seq="120"]').textContent()).toMatch(
      /당직 관리자.*account:1.*thing\.done/,
    );
    await page.getByRole('link', { name: 'Older' }).click();
    await page.locator('tr[data-seq="1"]').waitFor();
    await page.getByLabel(/^What/).fill('thing.undone');
    await page.getByLabel(/^What/).press('Enter');
    await eventually(async () => expect(await page.locator('tr[data-seq]').count()).toBe(1));
    expect(await page.locator('tr[data-seq="7"]').count()).toBe(1);
    expect(page.url()).toContain('action=thing.undone');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Take along as CSV' }).click(),
    ]);
    const csv = await readFile(await file.path(), 'utf8');
    expect(csv.trim().split('\r\n')).toHaveLength(2);
    expect(await seriousFaults(page)).toEqual([]);
  });

  it('verifies on demand, and names the row that was altered', async () => {
    desk = await openDesk(engine, {
      roles: ['auditor'],
      path: '/desk',
      prepare: (db) =>
        db.query(
          `SELECT gwanje.append_audit('command', 'thing.done', 'thing:' || n, '{}') FROM generate_series(1, 30) n`,
        ),
    });
    const { database, page } = desk;
    await desk.open('/desk/audit');
    await page.getByRole('button', { name: 'Verify now' }).press('Enter');
    await page.getByTestId('verdict').getByText('All 30 rows are as they were written').waitFor();
    const head = (await page.getByTestId('verdict').locator('code').textContent()) ?? '';
    expect(head).toMatch(/^30:[0-9a-f]{64}$/);

    await database.db.query('ALTER TABLE gwanje.audit DISABLE TRIGGER audit_only_grows');
    await database.db.query('DELETE FROM gwanje.audit WHERE seq > 28');
    await page.getByLabel(/^A head noted elsewhere/).fill(head);
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByTestId('verdict').getByText('Row 29 is not as it was written').waitFor();
    await database.db.query("UPDATE gwanje.audit SET action = 'thing.undone' WHERE seq = 12");
    await page.getByRole('button', { name: 'Verify now' }).click();
    await page.getByTestId('verdict').getByText('Row 12 is not as it was written').waitFor();
  });
});
