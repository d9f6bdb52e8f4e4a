// How fast learning is: catalogue, course page, learning view, answers, tests. Ratios against the same PostgreSQL asked
// the same by pgbench in the same minute. One command: scripts/bench learning
import { Agent } from "node:http";
import { cpus, loadavg } from "node:os";
import { Client } from "../web/e2e/api.mjs";
import { startInstance } from "../web/e2e/instance.mjs";
import { catalogue, fillCourse, makeTest } from "./lib/fill.mjs";
import { load, median, once, quantile } from "./lib/load.mjs";
import { Postgres } from "./lib/postgres.mjs";

const CLIENTS = 8;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 5);
const PAIRS = Number(process.env.BENCH_PAIRS ?? 3);
const COURSES = Number(process.env.BENCH_COURSES ?? 100_000);
const password = "four winter apples";

const rows = [];
const ms = (value) => `${value.toFixed(1)} ms`;
function row(what, figures, wanted, holds) {
  rows.push({ what, figures, wanted, holds });
  console.log(`${holds ? "  " : "! "}${what.padEnd(44)} ${figures}   wanted ${wanted}`);
}

/** Alternates ours and theirs; the ratio is the median of the pairs'. */
async function against(what, wanted, make, script) {
  const ratios = [];
  let ours, theirs;
  for (let pair = 0; pair < PAIRS; pair += 1) {
    ours = await load(make, { clients: CLIENTS, seconds: SECONDS });
    theirs = postgres.rate(script, { clients: CLIENTS, seconds: SECONDS });
    ratios.push(ours.rate / theirs);
  }
  const ratio = median(ratios);
  row(what, `${ours.rate.toFixed(0)}/s of pgbench's ${theirs.toFixed(0)}/s = ${ratio.toFixed(2)}, p50 ${ms(quantile(ours.times, 0.5))}, p99 ${ms(quantile(ours.times, 0.99))}`, `≥ ${wanted}`, ratio >= wanted);
}

process.on("uncaughtException", (error) => {
  console.error(error.stack, error.stderr?.toString().slice(0, 2000) ?? "");
  process.exit(1);
});

const school = await startInstance({ LECTERN_ACCOUNTS__TEACHER_APPROVAL: "at-once" });
const postgres = new Postgres(school.data);
const api = `${school.url}/api/v1`;
try {
  console.log(`${cpus().length} cores (${cpus()[0].model.trim()}), load ${loadavg()[0].toFixed(1)}, ${CLIENTS} clients, ${PAIRS} pairs of ${SECONDS} s, ${COURSES} courses`);
  const teacher = await new Client(school.url).register("Teacher", "teacher@bench.example", password, { wants_to_teach: true });
  const course = await fillCourse(teacher, postgres, 200);
  const tests = [await makeTest(teacher, course, 10), await makeTest(teacher, course, 50)];
  await teacher.call("POST", `/courses/${course.id}/publish`);
  catalogue(postgres, COURSES);
  const students = [];
  for (let number = 0; number < CLIENTS; number += 1) {
    const student = await new Client(school.url).register(`Student ${number}`, `student${number}@bench.example`, password);
    await student.call("POST", `/courses/${course.id}/enrol`);
    students.push(student);
  }
  const heard = async (path, token) => {
    const agent = new Agent({ keepAlive: true });
    // Each time another search parameter that says nothing: what is cached is not asked of PostgreSQL.
    let n = 0;
    const fresh = () => `${api}${path}${path.includes("?") ? "&" : "?"}limit=${(n += 1)}`;
    const statements = await postgres.heard(() => once(agent, path.startsWith("/courses?") ? fresh() : api + path, { token }));
    agent.destroy();
    return statements;
  };

  const search = (n) => `/courses?q=${encodeURIComponent(["матрицы", "probability", "история", "video"][n % 4])}&level=beginner&language=ru&category=mathematics`;
  await against("catalogue search with three filters", 0.5, (_, n) => [api + search(n)], (await heard(search(0))).join("\n"));

  const page = `/courses/${course.id}`;
  await against("course page of 200 lessons", 0.5, (client) => [api + page, { token: students[client].token }], (await heard(page, students[0].token)).join("\n"));

  const learn = `/courses/${course.id}/learn`;
  await against("learning view of 200 lessons", 0.5, (client) => [api + learn, { token: students[client].token }], (await heard(learn, students[0].token)).join("\n"));

  const attempts = [];
  for (const student of students) attempts.push(await student.call("POST", `/lessons/${tests[0].id}/attempts`));
  postgres.sql("CREATE TABLE bench_answers (attempt_id uuid, index int, seq bigint, answer jsonb, saved_at timestamptz, PRIMARY KEY (attempt_id, index))");
  const answers = attempts.map(({ questions }) => questions.map(right));
  const insert = "INSERT INTO bench_answers VALUES (gen_random_uuid(), 1, 1, '{\"kind\":\"single\",\"option\":\"a\"}', now());";
  await against(
    "saving one answer",
    0.15,
    (client, n) => [`${api}/attempts/${attempts[client].id}/answers/${n % 10}`, { method: "PUT", token: students[client].token, body: { seq: Date.now() * 1000 + n, answer: answers[client][n % 10] } }],
    insert,
  );
  for (const [client, { id }] of attempts.entries()) await students[client].call("POST", `/attempts/${id}/submit`);

  for (const [test, limit] of [[tests[0], 50], [tests[1], 100]]) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const times = [];
    for (let n = 0; n < 60; n += 1) {
      const { token } = students[n % CLIENTS];
      const begun = await once(agent, `${api}/lessons/${test.id}/attempts`, { method: "POST", token });
      const { id, questions } = JSON.parse(begun.body);
      for (const [index, question] of questions.entries()) await once(agent, `${api}/attempts/${id}/answers/${index}`, { method: "PUT", token, body: { seq: Date.now() * 1000, answer: right(question) } });
      const ended = await once(agent, `${api}/attempts/${id}/submit`, { method: "POST", token });
      times.push(begun.ms + ended.ms);
    }
    agent.destroy();
    times.sort((a, b) => a - b);
    row(`start, submit and grade, ${test.questions} questions`, `p50 ${ms(quantile(times, 0.5))}, p99 ${ms(quantile(times, 0.99))}`, `≤ ${limit} ms`, quantile(times, 0.5) <= limit);
  }
} finally {
  await school.stop();
}
process.exitCode = rows.every(({ holds }) => holds) ? 0 : 1;

/** Any answer that fits will do: the first option. */
function right({ body }) {
  return { kind: "single", option: body.options[0].id };
}
