// A school of a size that hurts: one long course, and a catalogue of many short ones.

/** A published-to-be course of one section with `count` texts. */
export async function fillCourse(teacher, postgres, count) {
  const made = await teacher.call("POST", "/courses", { title: "A long course", language: "en" });
  await teacher.call("PATCH", `/courses/${made.id}`, { summary: "What it is about." });
  const sections = Array.from({ length: 10 }, (_, section) => ({
    title: `Section ${section + 1}`,
    lessons: Array.from({ length: count / 10 }, (_, lesson) => ({ kind: "text", title: `Lesson ${section + 1}.${lesson + 1}` })),
  }));
  const course = await teacher.call("POST", `/courses/${made.id}/outline/import`, { sections });
  postgres.sql(`UPDATE lessons SET body = 'Some *words*.', body_html = '<p>Some <em>words</em>.</p>' WHERE course_id = '${made.id}'`);
  return course;
}

/** A test lesson that asks `count` questions with one right option of four. */
export async function makeTest(teacher, course, count) {
  const section = course.sections[0].id;
  const known = new Set((await teacher.call("GET", `/courses/${course.id}/edit`)).sections[0].lessons.map(({ id }) => id));
  const edit = await teacher.call("POST", `/sections/${section}/lessons`, { kind: "test", title: `Test of ${count}` });
  const lesson = edit.sections[0].lessons.find(({ id }) => !known.has(id));
  const items = [];
  for (let number = 0; number < count; number += 1) {
    const options = ["a", "b", "c", "d"].map((id) => ({ id, text: `Answer ${id} of ${number}`, right: id === "a" }));
    const question = await teacher.call("POST", `/courses/${course.id}/questions`, { prompt: `Question ${number} of ${count}?`, points: 100, body: { kind: "single", options } });
    items.push({ kind: "question", question_id: question.id });
  }
  await teacher.call("PUT", `/lessons/${lesson.id}/quiz`, { settings: { pass_percent: 50, shuffle_options: true }, items });
  return { id: lesson.id, questions: count };
}

/** `count` published courses of 200 teachers in all categories, levels and both languages. */
export function catalogue(postgres, count) {
  postgres.sql(`
    INSERT INTO accounts (account_id, email, name, password_hash, role, created_at, updated_at)
    SELECT gen_random_uuid(), 't' || n || '@bench.example', 'Teacher ' || n, '-', 'teacher', now(), now() FROM generate_series(1, 200) n;
    WITH teachers AS (SELECT array_agg(account_id) AS ids FROM accounts WHERE password_hash = '-'),
         kinds AS (SELECT array_agg(category_id ORDER BY position) AS ids FROM categories),
         words AS (SELECT ARRAY['матрицы','вероятность','история','музыка','алгебра','химия','право','дизайн','физика','логика'] AS ru,
                          ARRAY['matrices','probability','history','music','video','chemistry','law','design','physics','logic'] AS en)
    INSERT INTO courses (course_id, owner_id, title, summary, description, category_id, level, language, state, version,
                         lesson_count, duration_ms, student_count, tags, published_at, created_at, updated_at)
    SELECT gen_random_uuid(), t.ids[1 + n % 200],
           w.ru[1 + n % 10] || ' ' || w.en[1 + (n / 10) % 10] || ' ' || n,
           'Курс про ' || w.ru[1 + (n / 3) % 10] || ' и ' || w.ru[1 + (n / 7) % 10],
           'Long words about ' || w.en[1 + (n / 11) % 10] || ' and ' || w.en[1 + (n / 13) % 10],
           k.ids[1 + (n / 2) % array_length(k.ids, 1)], (ARRAY['any','beginner','intermediate','advanced'])[1 + n % 4],
           (ARRAY['ru','en'])[1 + (n / 5) % 2], 'published', 1, 5 + n % 40, (n % 50) * 600000, n % 1000,
           ARRAY[w.en[1 + n % 10]], now() - make_interval(mins => n), now(), now()
    FROM generate_series(1, ${count}) n, teachers t, kinds k, words w;
    VACUUM ANALYZE;`);
}

/** Lets `students` complete a course that awards certificates; answers each one's number and token once all are issued. */
export async function awardCertificates(teacher, students) {
  const made = await teacher.call("POST", "/courses", { title: "A short course", language: "en" });
  await teacher.call("PATCH", `/courses/${made.id}`, { summary: "What it is about.", awards_certificate: true });
  const course = await teacher.call("POST", `/courses/${made.id}/outline/import`, { sections: [{ title: "All of it", lessons: [{ kind: "text", title: "Read this" }] }] });
  const lesson = course.sections[0].lessons[0].id;
  await teacher.call("PATCH", `/lessons/${lesson}`, { body: "Some *words*." });
  await teacher.call("POST", `/courses/${made.id}/publish`);
  const awarded = [];
  for (const student of students) {
    await student.call("POST", `/courses/${made.id}/enrol`);
    await student.call("POST", `/lessons/${lesson}/complete`);
    for (let tries = 0; ; tries += 1) {
      const { items } = await student.call("GET", "/me/certificates");
      if (items.length > 0) {
        awarded.push({ number: items[0].number, token: student.token });
        break;
      }
      if (tries === 300) throw new Error("no certificate was issued within 30 s");
      await new Promise((done) => setTimeout(done, 100));
    }
  }
  return awarded;
}
