import { IconPlus } from "@tabler/icons-react";

import { Button } from "@/ui/button";

/** One more row under the rows of an editor. */
export function AddButton({ label, onAdd }: { label: string; onAdd: () => void }) {
  return (
    <div>
      <Button size="s" variant="quiet" icon={<IconPlus stroke={1.75} aria-hidden="true" />} onClick={onAdd}>
        {label}
      </Button>
    </div>
  );
}
