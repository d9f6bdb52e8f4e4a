import type { ReactNode } from "react";
import { Drawer, Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useTranslation } from "react-i18next";

import css from "./dialog.module.css";

interface DialogProps {
  opened: boolean;
  onClose: () => void;
  title: ReactNode;
  children: ReactNode;
  /** Buttons below: the action last, where the eye ends. */
  actions?: ReactNode;
  /** Width from 768 up. */
  size?: number | string;
}

/** A question that cannot wait. On phones it comes from below. Focus stays inside and goes back where it was. */
export function Dialog({ opened, onClose, title, children, actions, size = 480 }: DialogProps) {
  const { t } = useTranslation();
  const phone = useMediaQuery("(max-width: 767px)", false, { getInitialValueInEffect: false });
  const inside = (
    <>
      <div className={css.words}>{children}</div>
      {actions !== undefined && <div className={css.actions}>{actions}</div>}
    </>
  );
  const common = { opened, onClose, title, zIndex: "var(--z-dialog)", closeButtonProps: { "aria-label": t("common:close") } };
  if (phone)
    return (
      <Drawer {...common} position="bottom" size="auto">
        {inside}
      </Drawer>
    );
  return (
    <Modal {...common} centered size={size}>
      {inside}
    </Modal>
  );
}
