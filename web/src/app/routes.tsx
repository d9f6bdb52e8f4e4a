import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";

import { meQuery } from "@/api/me";
import { readFilters } from "@/features/catalog/filters";
import { isClosed, learnQuery } from "@/features/courses/api/learn";
import type { OrderSearch, Period } from "@/features/payments/search";
import { day, ORDER_STATES } from "@/features/payments/search";
import type { StudentSearch, StudentTab } from "@/features/progress/search";
import { SHOWS, SORTS, STUDENT_TABS } from "@/features/progress/search";
import type { QuizTab } from "@/features/quizzes/tabs";
import { isQuizTab } from "@/features/quizzes/tabs";

import { AdminLayout } from "./admin-layout";
import { AppShell } from "./app-shell";
import { CabinetLayout } from "./cabinet-layout";

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: AppShell });

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : undefined);

/** Pages of the school: the catalogue and courses. Open to everyone. */
const catalogue = createRoute({
  getParentRoute: () => root,
  path: "/",
  validateSearch: readFilters,
  component: lazyRouteComponent(() => import("@/features/catalog/pages/catalogue-page"), "CataloguePage"),
});

const course = createRoute({
  getParentRoute: () => root,
  path: "/courses/$course",
  component: lazyRouteComponent(() => import("./course-page"), "CoursePage"),
});

/** A lesson that may be tried without enrolling. */
const freeLesson = createRoute({
  getParentRoute: () => root,
  path: "/courses/$course/lessons/$lesson",
  component: lazyRouteComponent(() => import("./free-lesson-page"), "FreeLessonPage"),
});

/** Certificates, checked by anyone: by a typed number, or by the QR code that leads to one. */
const check = createRoute({
  getParentRoute: () => root,
  path: "/check",
  component: lazyRouteComponent(() => import("@/features/certificates/pages/check-page"), "CheckPage"),
});

const checked = createRoute({
  getParentRoute: () => root,
  path: "/check/$number",
  component: lazyRouteComponent(() => import("@/features/certificates/pages/check-page"), "CheckedPage"),
});

/** Accounts. `back` is the page the person wanted before signing in. */
const back = ({ back: to }: Record<string, unknown>): { back?: string | undefined } => {
  const path = text(to);
  // Only our own pages: an address of another site is not followed.
  return { back: path !== undefined && /^\/(?![/\\])/.test(path) ? path : undefined };
};

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: back,
  component: lazyRouteComponent(() => import("@/features/accounts/pages/sign-in-page"), "SignInPage"),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: "/sign-up",
  validateSearch: back,
  component: lazyRouteComponent(() => import("@/features/accounts/pages/sign-up-page"), "SignUpPage"),
});

/** Pages for people who are signed in; guests are asked to sign in and then brought back. */
export const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context, location }) => {
    const me = await context.queryClient.ensureQueryData(meQuery);
    if (me === null) throw redirect({ to: "/sign-in", search: { back: location.href }, replace: true });
  },
});

const own = createRoute({ getParentRoute: () => signedIn, id: "own", component: CabinetLayout });

const cabinet = createRoute({
  getParentRoute: () => own,
  path: "/cabinet",
  validateSearch: ({ tab }: Record<string, unknown>): { tab?: "archive" | undefined } => ({ tab: tab === "archive" ? "archive" : undefined }),
  component: lazyRouteComponent(() => import("./cabinet-page"), "CabinetPage"),
});

/** What the viewer teaches. The editor of one course stands at `/teach/courses/$course`. */
const teach = createRoute({
  getParentRoute: () => own,
  path: "/teach",
  component: lazyRouteComponent(() => import("./teach-page"), "TeachPage"),
});

const earnings = createRoute({
  getParentRoute: () => own,
  path: "/teach/earnings",
  validateSearch: ({ from, to }: Record<string, unknown>): Period => ({ from: day(from), to: day(to) }),
  component: lazyRouteComponent(() => import("./money-pages"), "EarningsRoutePage"),
});

const courseEditor = createRoute({
  getParentRoute: () => signedIn,
  path: "/teach/courses/$course",
  validateSearch: ({ tab }: Record<string, unknown>): { tab?: "about" | "rules" | "price" | "teachers" | undefined } => ({ tab: tab === "about" || tab === "rules" || tab === "price" || tab === "teachers" ? tab : undefined }),
  component: lazyRouteComponent(() => import("./course-editor"), "CourseEditor"),
});

/** What the person has bought. */
const orders = createRoute({
  getParentRoute: () => own,
  path: "/orders",
  component: lazyRouteComponent(() => import("@/features/payments/pages/orders-page"), "OrdersPage"),
});

const order = createRoute({
  getParentRoute: () => signedIn,
  path: "/orders/$order",
  component: lazyRouteComponent(() => import("./payment-pages"), "OrderRoutePage"),
});

const buy = createRoute({
  getParentRoute: () => signedIn,
  path: "/courses/$course/buy",
  component: lazyRouteComponent(() => import("./payment-pages"), "BuyRoutePage"),
});

/** A bank's page, not the school's: whoever has its address pays. There only where the test provider is on. */
const testBank = createRoute({
  getParentRoute: () => root,
  path: "/pay/test/$payment",
  component: lazyRouteComponent(() => import("./payment-pages"), "TestBankRoutePage"),
});

const settings = createRoute({
  getParentRoute: () => own,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/features/accounts/pages/settings-page"), "SettingsPage"),
});

/** The lesson to go on with, else the first; a course that is closed tells why on its own page. */
const goOn = createRoute({
  getParentRoute: () => signedIn,
  path: "/learn/$course",
  beforeLoad: async ({ context, params: { course } }) => {
    const learn = await context.queryClient.fetchQuery({ ...learnQuery(course), staleTime: 0 });
    const to = isClosed(learn) ? undefined : (learn.continue?.lesson_id ?? learn.sections.flatMap((section) => section.lessons)[0]?.id);
    throw to === undefined ? redirect({ to: "/courses/$course", params: { course }, replace: true }) : redirect({ to: "/learn/$course/$lesson", params: { course, lesson: to }, search: {}, replace: true });
  },
});

const lesson = createRoute({
  getParentRoute: () => signedIn,
  path: "/learn/$course/$lesson",
  validateSearch: ({ t, preview }: Record<string, unknown>): { t?: number | undefined; preview?: true | undefined } => ({ t: typeof t === "number" && t >= 0 ? t : undefined, preview: preview === true ? true : undefined }),
  component: lazyRouteComponent(() => import("./lesson-page"), "LessonPage"),
});

const attempt = createRoute({
  getParentRoute: () => signedIn,
  path: "/learn/$course/$lesson/attempts/$attempt",
  component: lazyRouteComponent(() => import("./attempt-page"), "AttemptRoutePage"),
});

const quizEditor = createRoute({
  getParentRoute: () => signedIn,
  path: "/teach/courses/$course/tests/$lesson",
  validateSearch: ({ tab }: Record<string, unknown>): { tab?: QuizTab | undefined } => ({ tab: isQuizTab(tab) ? tab : undefined }),
  component: lazyRouteComponent(() => import("./quiz-editor"), "QuizEditorPage"),
});

const videoQuestions = createRoute({
  getParentRoute: () => signedIn,
  path: "/teach/courses/$course/videos/$lesson",
  component: lazyRouteComponent(() => import("./video-questions"), "VideoQuestionsPage"),
});

const students = createRoute({
  getParentRoute: () => signedIn,
  path: "/teach/courses/$course/students",
  validateSearch: ({ tab, show, q, sort }: Record<string, unknown>): StudentSearch & { tab?: StudentTab | undefined } => ({
    tab: STUDENT_TABS.find((each) => each === tab),
    show: SHOWS.find((each) => each === show),
    q: text(q),
    sort: SORTS.find((each) => each === sort),
  }),
  component: lazyRouteComponent(() => import("./students"), "StudentsRoutePage"),
});

const student = createRoute({
  getParentRoute: () => signedIn,
  path: "/teach/courses/$course/students/$account",
  component: lazyRouteComponent(() => import("./students"), "StudentRoutePage"),
});

/** How a lecture is watched. */
const curve = createRoute({
  getParentRoute: () => signedIn,
  path: "/teach/courses/$course/lessons/$lesson/curve",
  component: lazyRouteComponent(() => import("./students"), "CurveRoutePage"),
});

const administration = createRoute({ getParentRoute: () => signedIn, id: "administration", component: AdminLayout });

const admin = createRoute({
  getParentRoute: () => administration,
  path: "/admin",
  component: lazyRouteComponent(() => import("@/features/admin/pages/people-page"), "PeoplePage"),
});

const moderation = createRoute({
  getParentRoute: () => administration,
  path: "/admin/reviews",
  component: lazyRouteComponent(() => import("@/features/reviews/pages/moderation-page"), "ModerationPage"),
});

const school = createRoute({
  getParentRoute: () => administration,
  path: "/admin/school",
  component: lazyRouteComponent(() => import("@/features/school/pages/school-page"), "SchoolPage"),
});

/** Money of the school: its orders, whether the books agree, its coupons. */
const adminOrders = createRoute({
  getParentRoute: () => administration,
  path: "/admin/orders",
  validateSearch: ({ q, state }: Record<string, unknown>): OrderSearch => ({ q: text(q), state: ORDER_STATES.find((each) => each === state) }),
  component: lazyRouteComponent(() => import("./money-pages"), "AdminOrdersRoutePage"),
});

const adminOrder = createRoute({
  getParentRoute: () => administration,
  path: "/admin/orders/$order",
  component: lazyRouteComponent(() => import("./money-pages"), "AdminOrderRoutePage"),
});

const money = createRoute({
  getParentRoute: () => administration,
  path: "/admin/money",
  component: lazyRouteComponent(() => import("@/features/payments/pages/money-page"), "MoneyPage"),
});

const coupons = createRoute({
  getParentRoute: () => administration,
  path: "/admin/coupons",
  component: lazyRouteComponent(() => import("@/features/payments/pages/coupons-page"), "CouponsPage"),
});

/** Every part in all its states; production builds do not contain it. */
const dev = import.meta.env.DEV
  ? [
      createRoute({
        getParentRoute: () => root,
        path: "/dev/ui",
        component: lazyRouteComponent(() => import("./dev-ui/dev-ui-page"), "DevUiPage"),
      }),
    ]
  : [];

export const routeTree = root.addChildren([catalogue, course, freeLesson, check, checked, testBank, signIn, signUp, signedIn.addChildren([own.addChildren([cabinet, orders, teach, earnings, settings]), order, buy, courseEditor, quizEditor, videoQuestions, students, student, curve, goOn, lesson, attempt, administration.addChildren([admin, moderation, adminOrders, adminOrder, money, coupons, school])]), ...dev]);
