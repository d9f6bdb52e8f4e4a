import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { client, unwrap } from "@/api/client";
import { problemOf, useProblemText } from "@/api/problem";
import { Button } from "@/ui/button";

/** Who left a course they had a place in comes back without paying again; the server knows who. */
export function Back({ course }: { course: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const problemText = useProblemText();
  const enrol = useMutation({
    mutationFn: async () => unwrap(await client.POST("/courses/{id}/enrol", { params: { path: { id: course } } })),
    onSuccess: async () => {
      await Promise.all(["courses", "learning", "learn", "offers"].map((key) => queries.invalidateQueries({ queryKey: [key] })));
      await navigate({ to: "/learn/$course", params: { course } });
    },
  });
  return (
    <div className="row row-w">
      <Button size="s" variant="quiet" busy={enrol.isPending} onClick={() => enrol.mutate()}>
        {t(enrol.isPending ? "payments:back.busy" : "payments:back.go")}
      </Button>
      <span className="sm muted" role="status">
        {enrol.isError && (problemOf(enrol.error)?.slug === "payment-required" ? t("payments:back.never") : problemText(enrol.error))}
      </span>
    </div>
  );
}
