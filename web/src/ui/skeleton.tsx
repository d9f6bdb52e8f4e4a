import type { ReactNode } from "react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import css from "./skeleton.module.css";

interface SkeletonProps {
  width?: number | string;
  height?: number | string;
  radius?: string;
  /** Width to height, instead of a height. */
  ratio?: string;
}

/** A grey place in the shape of what will stand there. */
export function Skeleton({ width = "100%", height = 14, radius, ratio }: SkeletonProps) {
  return <span className={css.skeleton} style={{ width, height, borderRadius: radius, aspectRatio: ratio }} aria-hidden="true" />;
}

/** Under 150 ms nothing is shown, then skeletons, after 10 s a sentence. */
export function Waiting({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const [stage, setStage] = useState<"hidden" | "shown" | "slow">("hidden");
  useEffect(() => {
    const shown = setTimeout(() => setStage("shown"), 150);
    const long = setTimeout(() => setStage("slow"), 10_000);
    return () => {
      clearTimeout(shown);
      clearTimeout(long);
    };
  }, []);
  return (
    <div role="status" aria-busy="true">
      <span className="sr">{t("common:loading")}</span>
      {stage === "slow" && <p className={css.slow}>{t("common:slow")}</p>}
      <div style={{ visibility: stage === "hidden" ? "hidden" : undefined }}>{children}</div>
    </div>
  );
}

/** Waiting in blocks of these heights, one under another. */
export function Blocks({ heights }: { heights: readonly number[] }) {
  return (
    <Waiting>
      <div className="stack stack-l">
        {heights.map((height, index) => (
          <Skeleton key={index} height={height} radius={height < 60 ? "var(--r-control)" : "var(--r-card)"} />
        ))}
      </div>
    </Waiting>
  );
}
