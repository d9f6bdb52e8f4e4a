import { useEffect, useState } from "react";
import { Popover } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";

import { useServerEvent } from "@/api/events";
import { notificationsQuery, unreadQuery, useRead } from "@/features/notifications/api/notifications";
import { IconButton } from "@/ui/button";
import { Failure } from "@/ui/failure";
import { More } from "@/ui/more";

import css from "./bell.module.css";
import { Notice } from "./notice";

/** What the person was told, and how much of it is new. */
export function Bell() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const unread = useQuery(unreadQuery).data ?? 0;
  const [opened, setOpened] = useState(false);
  // A completed course brings a certificate.
  useServerEvent("completed", () => {
    for (const queryKey of [["notifications"], ["certificates"], ["learning"]]) void queries.invalidateQueries({ queryKey });
  });
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width="min(400px, calc(100vw - 24px))" trapFocus returnFocus>
      <span className={css.bell}>
        <Popover.Target>
          <IconButton label={unread > 0 ? t("notifications:openNew", { count: unread }) : t("notifications:open")} onClick={() => setOpened((is) => !is)}>
            <IconBell size={20} stroke={1.75} aria-hidden="true" />
          </IconButton>
        </Popover.Target>
        {unread > 0 && (
          <span className={css.count} aria-hidden="true">
            {unread > 99 ? "99+" : unread}
          </span>
        )}
      </span>
      <Popover.Dropdown className={css.box} aria-label={t("notifications:title")}>
        <List onGo={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function List({ onGo }: { onGo: () => void }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(notificationsQuery);
  const { mutate: read } = useRead();
  const all = list.data?.pages.flatMap((page) => page.items) ?? [];
  const newest = list.isFetchedAfterMount ? all[0] : undefined;
  const seen = newest !== undefined && newest.read_at == null ? newest.id : undefined;
  useEffect(() => {
    if (seen !== undefined) read(seen);
  }, [seen, read]);
  return (
    <>
      <h2 className={css.title}>{t("notifications:title")}</h2>
      {list.data === undefined && list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && all.length === 0 && <p className={css.none}>{t("notifications:none")}</p>}
      <ul role="list">
        {all.map((notification) => (
          <Notice key={notification.id} notification={notification} onGo={onGo} />
        ))}
      </ul>
      <More list={list} inSheet />
    </>
  );
}
