import css from "./stairs-art.module.css";

/** Heights of caps: lessons of different length, climbed one by one. */
const CAPS = [9.5, 9.5, 8.7, 12.1, 12.9, 9.5, 12.8, 8.1, 10.2, 11.6, 7.1, 12.6, 9.6, 7.9, 11.5, 12.5];

/** The picture of the school: a stair of lessons, green behind, the lamp on the current one. `low` fits a wide, flat place. */
export function StairsArt({ className, low }: { className?: string | undefined; low?: boolean }) {
  const [height, rise] = low === true ? [400, 17.5] : [560, 23.4];
  return (
    <svg className={className} viewBox={`0 0 760 ${height}`} preserveAspectRatio={low === true ? "xMaxYMin slice" : "xMidYMax slice"} aria-hidden="true">
      {CAPS.map((cap, index) => {
        const [x, y] = [index * 47.5, height - 85 - index * rise - (index % 3) * 3];
        return (
          <g key={index}>
            <rect x={x} y={y} width="43.7" height={height - y} className={css.body} />
            <rect x={x} y={y} width="43.7" height={cap} className={index < 12 ? css.done : index === 12 ? css.here : css.ahead} />
          </g>
        );
      })}
    </svg>
  );
}
