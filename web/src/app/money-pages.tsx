import { getRouteApi, useNavigate } from "@tanstack/react-router";

import { AdminOrderPage } from "@/features/payments/pages/admin-order-page";
import { AdminOrdersPage } from "@/features/payments/pages/admin-orders-page";
import { EarningsPage } from "@/features/payments/pages/earnings-page";

const orders = getRouteApi("/signed-in/administration/admin/orders");
const order = getRouteApi("/signed-in/administration/admin/orders/$order");
const earnings = getRouteApi("/signed-in/own/teach/earnings");

/** What is looked for stands in the address: a list can be sent to a colleague. */
export function AdminOrdersRoutePage() {
  const search = orders.useSearch();
  const navigate = useNavigate();
  return <AdminOrdersPage search={search} onSearch={(next) => void navigate({ to: "/admin/orders", search: next, replace: true })} />;
}

export function AdminOrderRoutePage() {
  const { order: id } = order.useParams();
  return <AdminOrderPage key={id} id={id} />;
}

export function EarningsRoutePage() {
  const period = earnings.useSearch();
  const navigate = useNavigate();
  return <EarningsPage period={period} onPeriod={(next) => void navigate({ to: "/teach/earnings", search: next, replace: true })} />;
}
