// The instance's own PostgreSQL: filling it, hearing what a request asks of it, and asking the same without Lectern.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

export class Postgres {
  constructor(data) {
    this.data = data;
    const socket = join(data, "postgres/run");
    const port = readdirSync(socket, { withFileTypes: true }).map(({ name }) => /^\.s\.PGSQL\.(\d+)$/.exec(name)?.[1]).find(Boolean);
    this.reach = ["-h", socket, "-p", port, "-U", "lectern"];
  }

  sql(text) {
    return execFileSync("psql", [...this.reach, "-d", "lectern", "-v", "ON_ERROR_STOP=1", "-qtA"], { input: text, maxBuffer: 1 << 28 }).toString().trim();
  }

  /** The statements that `act` leads to after `anew`, parameters written out, in their order. Both run more than once. */
  async heard(anew, act) {
    const path = join(this.data, "logs/postgres.log");
    const both = async () => {
      await anew();
      await act();
    };
    await this.#tell(both, "ALTER ROLE lectern SET log_min_duration_statement = 0; ALTER ROLE lectern SET log_parameter_max_length = -1;");
    const during = async (what) => {
      await pause(300);
      const from = statSync(path).size;
      await what();
      await pause(300);
      return statements(readFileSync(path).subarray(from).toString());
    };
    // What is asked anyway, by workers and beats.
    const idle = new Set((await during(() => pause(2500))).map(({ text }) => text));
    await anew();
    const found = await during(act);
    await this.#tell(both, "ALTER ROLE lectern RESET ALL;");
    return found.filter(({ text }) => !idle.has(text)).map(({ text, values }) => `${text.replace(/\$(\d+)/g, (whole, n) => values[n - 1] ?? whole).replaceAll(/--[^\n]*/g, "").replaceAll(/\s*\n\s*/g, " ")};`);
  }

  /** Settings of a role bind new connections: the old ones are ended, and `act` repeated until new ones answer it. */
  async #tell(act, settings) {
    this.sql(`${settings} SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend';`);
    for (let tries = 0; ; tries += 1) {
      try {
        await pause(1000);
        await act();
        return;
      } catch (error) {
        if (tries === 10) throw error;
      }
    }
  }

  /** Transactions a second of `script` over `clients` connections. */
  rate(script, { clients, seconds, data }) {
    const path = join(data ?? this.data, "bench.sql");
    writeFileSync(path, script);
    const told = execFileSync("pgbench", [...this.reach, "-n", "-M", "prepared", "-c", clients, "-j", "2", "-T", seconds, "-f", path, "lectern"].map(String), { stdio: ["ignore", "pipe", "pipe"] }).toString();
    return Number(/tps = ([\d.]+)/.exec(told)[1]);
  }
}

/** From the log of `log_min_duration_statement`: what was executed, with what was bound. */
function statements(log) {
  const found = [];
  const last = new Map();
  for (const entry of log.split(/^(?=\d{4}-\d\d-\d\d \S+ \S+ \[\d+\] )/m)) {
    const [, pid, rest] = /^\S+ \S+ \S+ \[(\d+)\] ([\s\S]*)$/.exec(entry) ?? [];
    const told = /^LOG:\s+duration: [\d.]+ ms\s+(?:execute [^:]*|statement): ([\s\S]*)$/.exec(rest ?? "");
    if (rest?.startsWith("LOG:")) last.delete(pid);
    if (told !== null) {
      const statement = { text: told[1].trim(), values: [] };
      found.push(statement);
      last.set(pid, statement);
    }
    const bound = /^DETAIL:\s+parameters: ([\s\S]*)$/.exec(rest ?? "");
    if (bound !== null && last.has(pid)) last.get(pid).values = [...bound[1].matchAll(/\$\d+ = (NULL|'(?:[^']|'')*')/g)].map(([, value]) => value);
  }
  return found.filter(({ text }) => !/^(BEGIN|COMMIT|ROLLBACK|LISTEN|SET )/i.test(text));
}
