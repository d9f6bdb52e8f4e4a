import type { ReactNode } from "react";

export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="stack" style={{ gap: 16 }}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

const COLOURS = [
  ["ground", "text"],
  ["surface", "text"],
  ["sunken", "text"],
  ["ink", "on-ink"],
  ["accent", "on-accent"],
  ["lamp", "on-lamp"],
  ["lamp-soft", "text"],
  ["done", "surface"],
  ["ahead", "text"],
  ["warning-soft", "warning"],
  ["danger-soft", "danger"],
  ["positive-soft", "positive"],
  ["stage", "stage-text"],
] as const;

export function Colours() {
  return (
    <Section title="Colour">
      <ul style={{ display: "grid", gridTemplateColumns: "repeat(auto-fill, minmax(132px, 1fr))", gap: 10 }}>
        {COLOURS.map(([ground, text]) => (
          <li key={ground} className="sm" style={{ background: `var(--${ground})`, color: `var(--${text})`, border: "1px solid var(--line)", borderRadius: 8, padding: 12, minHeight: 84 }}>
            --{ground}
          </li>
        ))}
      </ul>
    </Section>
  );
}

export function Type() {
  return (
    <Section title="Type">
      <p className="display">Нужная минута</p>
      <h1>Оплата курса</h1>
      <h2>Программа</h2>
      <h3>Градиентный спуск</h3>
      <p className="lg strong">Стохастический спуск</p>
      <p>Ответ сохранён в 14:32:08</p>
      <p className="sm muted">осталось 1 мин 18 с</p>
      <div className="read">
        <p>Возьмём функцию потерь и пойдём против её градиента: шаг за шагом, пока она убывает. Так читается текст урока и описание курса.</p>
        <blockquote>Literata speaks for the teacher.</blockquote>
        <ul>
          <li>the first thing</li>
          <li>
            the second, with <code>code</code>
          </li>
        </ul>
      </div>
    </Section>
  );
}
