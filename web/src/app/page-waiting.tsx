
import { Skeleton, Waiting } from "@/ui/skeleton";

/** Any page on its way: a head and a few blocks. */
export function PageWaiting() {
  return (
    <div className="wrap" style={{ paddingBlock: "var(--s-7)" }}>
      <Waiting>
        <div className="stack stack-l">
          <Skeleton height={34} width="44%" />
          <Skeleton height={16} width="62%" />
          <Skeleton height={220} radius="var(--r-card)" />
          <Skeleton height={120} radius="var(--r-card)" />
        </div>
      </Waiting>
    </div>
  );
}
