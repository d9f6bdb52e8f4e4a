import css from "./stairs-art.module.css";

/** Heights of caps: lessons of different length, climbed one by one. */
const CAPS = [9.5, 9.5, 8.7, 12.1, 12.9, 9.5, 12.8, 8.1, 10.2, 11.6, 7.1, 12.6, 9.6, 7.9, 11.5, 12.5];

/** The picture of the school: a stair of lessons, green behind, the lamp on the current one. */
export function StairsArt({ className }: { className?: string | undefined }) {
  return (
    <svg className={className} viewBox="0 0 760 560" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
      {CAPS.map((cap, index) => {
        const [x, y] = [index * 47.5, 475 - index * 23.4 - (index % 3) * 3];
        return (
          <g key={index}>
            <rect x={x} y={y} width="43.7" height={560 - y} className={css.body} />
            <rect x={x} y={y} width="43.7" height={cap} className={index < 12 ? css.done : index === 12 ? css.here : css.ahead} />
          </g>
        );
      })}
    </svg>
  );
}
