import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";

import { courseQuery } from "@/features/courses/api/course";
import { BuyPage } from "@/features/payments/pages/buy-page";
import { OrderPage } from "@/features/payments/pages/order-page";
import { TestBankPage } from "@/features/payments/pages/test-bank-page";
import { Cover } from "@/ui/cover";

const buy = getRouteApi("/signed-in/courses/$course/buy");
const order = getRouteApi("/signed-in/orders/$order");
const testBank = getRouteApi("/pay/test/$payment");

/** The cover is the course's own, drawn from its lessons. */
export function BuyRoutePage() {
  const { course: id } = buy.useParams();
  const course = useSuspenseQuery(courseQuery(id)).data;
  return <BuyPage key={id} course={id} cover={<Cover seed={id} lengths={course.lesson_lengths_ms} image={course.cover?.medium} />} />;
}

export function OrderRoutePage() {
  const { order: id } = order.useParams();
  return <OrderPage key={id} id={id} />;
}

export function TestBankRoutePage() {
  const { payment } = testBank.useParams();
  return <TestBankPage key={payment} id={payment} />;
}
