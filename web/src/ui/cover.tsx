import { useState } from "react";

import { tapeLengths } from "@/lib/tape-lengths";

import css from "./cover.module.css";
import type { CoverInk } from "./cover-inks";
import { coverLook } from "./cover-inks";
import { cx } from "./cx";

interface CoverProps {
  /** The course's id: chooses one of five patterns and eight inks, always the same for the same course. */
  seed: string;
  /** Lengths of lessons in their order, in ms; 0 for text. */
  lengths: readonly number[];
  /** Places of the lessons that are done, from 0, for who is enrolled; the first of the others carries the lamp. */
  done?: readonly number[] | undefined;
  /** The teacher's picture, when there is one. */
  image?: string | null | undefined;
  className?: string | undefined;
}

/** A course's picture: the teacher's, else drawn from the lengths of its lessons. Decoration, so it has no words. */
export function Cover({ seed, lengths, done, image, className }: CoverProps) {
  const [broken, setBroken] = useState(false);
  if (image != null && !broken) return <img className={cx(css.cover, className)} src={image} alt="" loading="lazy" decoding="async" onError={() => setBroken(true)} />;
  return <DrawnCover seed={seed} lengths={lengths} done={done} className={className} />;
}

/** More marks cannot be told apart: the longest lists are thinned evenly. Fewer make no picture: lessons are cut into parts. */
const [FEWEST, MOST] = [10, 26];

function shares(lengths: readonly number[], hash: number): number[] {
  // A course without lessons yet still deserves a picture: lengths from its own number.
  const given = lengths.length > 0 ? tapeLengths(lengths) : Array.from({ length: 12 }, (_, index) => 6 + ((hash >>> (index % 16)) & 15) * 2);
  const parts = Math.ceil(FEWEST / given.length);
  const longestGiven = Math.max(...given, 1);
  // Parts of one lesson differ a little, by the course's number, so that the drawing lives.
  const raw =
    parts === 1
      ? given
      : given.flatMap((length, index) => Array.from({ length: parts }, (_, part) => Math.max(length, longestGiven / 3) * (0.45 + ((hash >>> ((index * parts + part) % 24)) & 7) / 13)));
  const step = Math.max(1, raw.length / MOST);
  const kept = Array.from({ length: Math.min(raw.length, MOST) }, (_, index) => Math.max(0.001, raw[Math.floor(index * step)] ?? 1));
  const longest = Math.max(...kept);
  return kept.map((length) => length / longest);
}

function DrawnCover({ seed, lengths, done, className }: Omit<CoverProps, "image">) {
  const { ink, pattern, hash } = coverLook(seed);
  const marks = shares(lengths, hash);
  const usual = Math.ceil(marks.length * 0.68);
  const lessonOf = (index: number) => Math.floor((index * lengths.length) / marks.length);
  const next = marks.findIndex((_, index) => done?.includes(lessonOf(index)) === false);
  const fill = (index: number) => {
    if (done === undefined) return index < usual ? ink.light : ink.middle;
    if (done.includes(lessonOf(index))) return ink.light;
    return index === next ? "#FFC63A" : ink.middle;
  };
  const Pattern = PATTERNS[pattern % PATTERNS.length] ?? Bars;
  return (
    <svg className={cx(css.cover, className)} viewBox="0 0 320 180" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <rect width="320" height="180" fill={ink.ground} />
      <Pattern marks={marks} fill={fill} ink={ink} />
    </svg>
  );
}

interface PatternProps {
  /** A share of the longest lesson each, 0–1. */
  marks: number[];
  fill: (index: number) => string;
  ink: CoverInk;
}

function Arcs({ marks, fill, ink }: PatternProps) {
  const rings = marks.slice(0, 12);
  return rings.map((mark, index) => {
    const radius = 12 + index * 10.5;
    const around = 2 * Math.PI * radius;
    return (
      <g key={index} fill="none" strokeWidth="6">
        <circle cx="204.8" cy="90" r={radius} stroke={ink.middle} strokeOpacity=".35" />
        <circle cx="204.8" cy="90" r={radius} stroke={fill(Math.round((index * marks.length) / rings.length))} strokeDasharray={`${(0.2 + mark * 0.6) * around} ${around}`} transform={`rotate(${-90 + index * 9} 204.8 90)`} />
      </g>
    );
  });
}

function Bars({ marks, fill }: PatternProps) {
  const pitch = 275.2 / marks.length;
  return marks.map((mark, index) => {
    const height = 24 + mark * 104;
    return <rect key={index} x={22.4 + index * pitch} y={180 - height} width={pitch * 0.7} height={height} fill={fill(index)} />;
  });
}

function Dots({ marks, fill }: PatternProps) {
  const [columns, rows] = [14, 7];
  return Array.from({ length: columns * rows }, (_, cell) => {
    const [column, row] = [cell % columns, Math.floor(cell / columns)];
    const lesson = Math.min(marks.length - 1, Math.floor(((column + row * 0.14) / columns) * marks.length));
    const wave = Math.sin((marks[(column + row) % marks.length] ?? 0.5) * 2.2 + row * 0.9 + column * 0.32);
    return <circle key={cell} cx={19.2 + column * 21.76} cy={21.6 + row * 22.8} r={4.4 + wave * 2.8} fill={fill(lesson)} />;
  });
}

function Stairs({ marks, fill, ink }: PatternProps) {
  const pitch = 320 / marks.length;
  const total = marks.reduce((sum, mark) => sum + mark, 0);
  return marks.map((mark, index) => {
    const climbed = marks.slice(0, index + 1).reduce((sum, each) => sum + each, 0) / total;
    const y = 152 - climbed * 112;
    return (
      <g key={index}>
        <rect x={index * pitch} y={y} width={pitch - 1.2} height={180 - y} fill={ink.middle} opacity=".38" />
        <rect x={index * pitch} y={y} width={pitch - 1.2} height={5 + mark * 6} fill={fill(index)} />
      </g>
    );
  });
}

function Lines({ marks, fill, ink }: PatternProps) {
  const rows = marks.slice(0, 9);
  const pitch = 150 / rows.length;
  return rows.map((mark, index) => (
    <g key={index}>
      <rect x="22.4" y={16 + index * pitch} width="275.2" height={pitch * 0.72} fill={ink.middle} opacity=".3" />
      <rect x="22.4" y={16 + index * pitch} width={275.2 * (0.18 + mark * 0.66)} height={pitch * 0.72} fill={fill(Math.round((index * marks.length) / rows.length))} />
    </g>
  ));
}

const PATTERNS = [Arcs, Bars, Dots, Stairs, Lines];
