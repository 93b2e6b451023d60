import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { onOneEngine } from '../../support/engines.ts';
import { seriousFaults } from './accessibility.ts';
import { desksOf } from './desk-browser.ts';

onOneEngine('the page of the audit log', (engine) => {
  const desks = desksOf(engine);

  /** As many rows of what was done to things, and one of what was undone. @returns numbers of the first and last */
  async function append(rows: number): Promise<[first: number, last: number]> {
    await desks.db.query(
      `SELECT gwanje.append_audit('account:1', CASE WHEN n = 7 THEN 'thing.undone' ELSE 'thing.done' END,
                                  'thing:' || n, jsonb_build_object('n', n)) FROM generate_series(1, $1) n`,
      [rows],
    );
    const [row] = await desks.db.query<{ last: number }>('SELECT max(seq)::int AS last FROM gwanje.audit');
    const last = row?.last ?? NaN;
    return [last - rows + 1, last];
  }

  it('shows who did what, finds it by the address, and takes it along', async () => {
    const { page } = await desks.open({ roles: ['auditor'] });
    const [first, last] = await append(120);
    await desks.db.query(
      `INSERT INTO gwanje.account (id, login, name) OVERRIDING SYSTEM VALUE VALUES (1, 'first', '첫 담당자')
       ON CONFLICT (id) DO UPDATE SET name = excluded.name`,
    );
    await page.getByRole('link', { name: 'Audit' }).click();
    await page.locator(`tr[data-seq="${last}"]`).waitFor();
    // Whose account it is now, beside its number.
    expect(await page.locator(`tr[data-seq="${last}"]`).textContent()).toMatch(
      /첫 담당자.*account:1.*thing\.done/,
    );
    await page.getByRole('link', { name: 'Older' }).click();
    await page.locator(`tr[data-seq="${first}"]`).waitFor();
    await page.getByLabel(/^What/).fill('thing.undone');
    await page.getByLabel(/^What/).press('Enter');
    await expect.poll(() => page.locator('tr[data-seq]').count(), { timeout: 10_000 }).toBe(1);
    expect(await page.locator(`tr[data-seq="${first + 6}"]`).count()).toBe(1);
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
    const { page } = await desks.open({ roles: ['auditor'], path: '/desk/audit' });
    const [, last] = await append(10);
    await page.getByRole('button', { name: 'Verify now' }).press('Enter');
    const verdict = page.getByTestId('verdict');
    await verdict.getByText(`All ${last} rows are as they were written`).waitFor();
    const head = (await verdict.locator('code').textContent()) ?? '';
    expect(head).toMatch(/^\d+:[0-9a-f]{64}$/);
    expect(head).toMatch(new RegExp(`^${last}:`));

    await desks.db.query('ALTER TABLE gwanje.audit DISABLE TRIGGER audit_only_grows');
    await desks.db.query('DELETE FROM gwanje.audit WHERE seq > $1', [last - 2]);
    await page.getByLabel(/^A head noted elsewhere/).fill(head);
    await page.getByRole('button', { name: 'Verify now' }).click();
    await verdict.getByText(`Row ${last - 1} is not as it was written`).waitFor();
    const altered = last - 8;
    await desks.db.query("UPDATE gwanje.audit SET action = 'thing.else' WHERE seq = $1", [altered]);
    await page.getByRole('button', { name: 'Verify now' }).click();
    await verdict.getByText(`Row ${altered} is not as it was written`).waitFor();
  });
});
