// How fast learning is: catalogue, course page, learning view, answers, tests, certificates. Ratios against the same
// PostgreSQL asked the same by pgbench in the same minute. One command: scripts/bench learning
import { Agent } from "node:http";
import { cpus, loadavg } from "node:os";
import { Client } from "../web/e2e/api.mjs";
import { startInstance } from "../web/e2e/instance.mjs";
import { awardCertificates, catalogue, fillCourse, makeTest } from "./lib/fill.mjs";
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
async function against(what, wanted, requests, script) {
  const ratios = [];
  let ours, theirs;
  for (let pair = 0; pair < PAIRS; pair += 1) {
    ours = await load(school.url, requests, { clients: CLIENTS, seconds: SECONDS });
    theirs = postgres.rate(script, { clients: CLIENTS, seconds: SECONDS });
    ratios.push(ours.rate / theirs);
  }
  const ratio = median(ratios);
  row(what, `${ours.rate.toFixed(0)}/s of pgbench's ${theirs.toFixed(0)}/s = ${ratio.toFixed(2)}, p50 ${ms(ours.p50)}, p99 ${ms(ours.p99)}`, `≥ ${wanted}`, ratio >= wanted);
}

/** One after another; the middle one counts. */
function timed(what, limit, times) {
  times.sort((a, b) => a - b);
  const p50 = quantile(times, 0.5);
  row(what, `p50 ${ms(p50)}, p99 ${ms(quantile(times, 0.99))}`, `≤ ${limit} ms`, p50 <= limit);
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
  const page = `/courses/${course.id}`;
  const everyone = (path) => students.map(({ token }) => ({ path: `/api/v1${path}`, token }));

  // What the answer is made of when nothing of it is kept: each asking changes what it would be kept under.
  const heard = async (path, token) => {
    const agent = new Agent({ keepAlive: true });
    const anew = async () => {
      await teacher.call("POST", `${page}/unpublish`);
      await teacher.call("POST", `${page}/publish`);
    };
    const statements = await postgres.heard(anew, () => once(agent, api + path, { token }));
    agent.destroy();
    return statements.join("\n");
  };

  const search = (words) => `/courses?q=${encodeURIComponent(words)}&level=beginner&language=ru&category=mathematics`;
  const words = ["матрицы", "probability", "история", "video"];
  await against("catalogue search with three filters", 0.5, words.map((each) => ({ path: `/api/v1${search(each)}` })), await heard(search(words[0])));
  await against("course page of 200 lessons", 0.5, everyone(page), await heard(page, students[0].token));
  await against("learning view of 200 lessons", 0.5, everyone(`${page}/learn`), await heard(`${page}/learn`, students[0].token));

  const attempts = [];
  for (const student of students) attempts.push(await student.call("POST", `/lessons/${tests[0].id}/attempts`));
  postgres.sql("CREATE TABLE bench_answers (attempt_id uuid, index int, seq bigint, answer jsonb, saved_at timestamptz, PRIMARY KEY (attempt_id, index))");
  const saves = attempts.flatMap(({ id, questions }, client) =>
    questions.map((question, index) => ({ method: "PUT", path: `/api/v1/attempts/${id}/answers/${index}`, token: students[client].token, body: { seq: "{seq}", answer: first(question) } })),
  );
  const insert = "INSERT INTO bench_answers VALUES (gen_random_uuid(), 1, 1, '{\"kind\":\"single\",\"option\":\"a\"}', now());";
  await against("saving one answer", 0.15, saves, insert);
  for (const [client, { id }] of attempts.entries()) await students[client].call("POST", `/attempts/${id}/submit`);

  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  for (const [test, limit] of [[tests[0], 50], [tests[1], 100]]) {
    const times = [];
    for (let n = 0; n < 60; n += 1) {
      const { token } = students[n % CLIENTS];
      const begun = await once(agent, `${api}/lessons/${test.id}/attempts`, { method: "POST", token });
      const { id, questions } = JSON.parse(begun.body);
      for (const [index, question] of questions.entries()) await once(agent, `${api}/attempts/${id}/answers/${index}`, { method: "PUT", token, body: { seq: Date.now() * 1000, answer: first(question) } });
      const ended = await once(agent, `${api}/attempts/${id}/submit`, { method: "POST", token });
      times.push(begun.ms + ended.ms);
    }
    timed(`start, submit and grade, ${test.questions} questions`, limit, times);
  }

  const printed = [];
  for (const { number, token } of await awardCertificates(teacher, students)) {
    const document = await once(agent, `${api}/certificates/${number}/pdf`, { token });
    if (document.body.subarray(0, 5).toString() !== "%PDF-") throw new Error("a certificate is no PDF");
    printed.push(document.ms);
  }
  timed("certificate, made when first asked for", 150, printed);
  agent.destroy();
} finally {
  await school.stop();
}
process.exitCode = rows.every(({ holds }) => holds) ? 0 : 1;

/** Any answer that fits will do: the first option. */
function first({ body }) {
  return { kind: "single", option: body.options[0].id };
}
