import { useEffect, useEffectEvent, useRef, useState } from "react";
import { IconClock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";

import { crossed, leftMs } from "@/features/quizzes/server-clock";
import { useFormat } from "@/i18n/use-format";
import { clock } from "@/lib/format";
import { cx } from "@/ui/cx";

import css from "./taking.module.css";

interface CountdownProps {
  deadline: string;
  /** The server's clock less ours, ms. */
  offset: number;
  onZero: () => void;
}

/** What is left by the server's clock; said aloud at five minutes and at one. */
export function Countdown({ deadline, offset, onZero }: CountdownProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [left, setLeft] = useState(() => leftMs(deadline, Date.now(), offset));
  const [spoken, setSpoken] = useState("");
  const before = useRef(left);
  const zero = useRef(false);
  const tick = useEffectEvent(() => {
    const now = leftMs(deadline, Date.now(), offset);
    const mark = crossed(before.current, now);
    before.current = now;
    setLeft(now);
    if (mark !== undefined) setSpoken(t("quizzes:taking.left", { time: format.length(mark) }));
    if (now > 0) zero.current = false;
    else if (!zero.current) {
      zero.current = true;
      onZero();
    }
  });
  useEffect(() => {
    const first = setTimeout(() => tick(), 0);
    const timer = setInterval(() => tick(), 500);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [deadline, offset]);
  // Rounded up: zero is shown when it is zero.
  const shown = Math.ceil(left / 1000) * 1000;
  return (
    <>
      <span className={cx(css.clock, left <= 60_000 ? css.last : left <= 300_000 && css.soon)} role="timer" aria-label={t("quizzes:taking.left", { time: format.length(shown) })}>
        <IconClock size={20} stroke={1.75} aria-hidden="true" />
        {clock(shown)}
      </span>
      <span className="sr" role="alert">
        {spoken}
      </span>
    </>
  );
}
