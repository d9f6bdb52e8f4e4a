import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { courseCard, id } from "@/testing/examples";
import { renderApp } from "@/testing/render";
import { answer, refuse } from "@/testing/server";

const facets = {
  total: 3,
  categories: [{ slug: "maths", name: "Maths", count: 2 }],
  levels: [{ level: "beginner" as const, count: 3 }],
  languages: [{ language: "en", count: 2 }, { language: "ru", count: 1 }],
  tags: [{ tag: "proofs", count: 2 }],
  teachers: [{ id: id(2), name: "Anna Vorontsova", count: 3 }],
  ratings: [{ rating_min: "4.5" as const, count: 1 }, { rating_min: "4" as const, count: 2 }],
  lengths: [{ hours_max: "2" as const, count: 1 }, { hours_max: "5" as const, count: 3 }],
  certificate: 2,
  prices: [{ price: "free" as const, count: 2 }, { price: "paid" as const, count: 1 }],
};

test("the next page is asked by the key of the last and added below", async () => {
  const asked: (string | null)[] = [];
  answer("get", "/courses/facets", facets);
  answer("get", "/courses", (request) => {
    const after = new URL(request.url).searchParams.get("after");
    asked.push(after);
    return after === null ? { items: [courseCard(1), courseCard(2)], next: "key-2" } : { items: [courseCard(3)], next: null };
  });
  await renderApp("/");
  expect(await screen.findByRole("link", { name: "Course 2" })).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Show more" }));
  expect(await screen.findByRole("link", { name: "Course 3" })).toBeVisible();
  expect(screen.getByRole("link", { name: "Course 1" })).toBeVisible();
  expect(asked).toEqual([null, "key-2"]);
  expect(screen.queryByRole("button", { name: "Show more" })).not.toBeInTheDocument();
});

test("a next page that did not come says why, keeps what is shown, and is asked again by the same button", async () => {
  answer("get", "/courses/facets", facets);
  answer("get", "/courses", { items: [courseCard(1)], next: "key-2" });
  await renderApp("/");
  const more = await screen.findByRole("button", { name: "Show more" });
  refuse("get", "/courses", 500, "internal");
  await userEvent.click(more);
  expect(await screen.findByRole("alert")).toHaveTextContent("The server failed");
  expect(screen.getByRole("link", { name: "Course 1" })).toBeVisible();
  answer("get", "/courses", { items: [courseCard(2)], next: null });
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("link", { name: "Course 2" })).toBeVisible();
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
});

test("a filter goes to the address and to the server", async () => {
  let category: string | null = null;
  answer("get", "/courses/facets", facets);
  answer("get", "/courses", (request) => {
    category = new URL(request.url).searchParams.get("category");
    return { items: [courseCard(1)], next: null };
  });
  const { router } = await renderApp("/");
  const topics = within(await screen.findByRole("group", { name: "Topic" }));
  await userEvent.click(topics.getByRole("radio", { name: /Maths/ }));
  await waitFor(() => expect(category).toBe("maths"));
  expect(router.state.location.search).toMatchObject({ category: "maths" });
});

test("words that find nothing say so and offer the whole catalogue", async () => {
  answer("get", "/courses/facets", facets);
  answer("get", "/courses", (request) => ({ items: new URL(request.url).searchParams.has("q") ? [] : [courseCard(1)], next: null }));
  await renderApp("/?q=gravity");
  expect(await screen.findByText("Nothing for “gravity”")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Show all courses" }));
  expect(await screen.findByRole("link", { name: "Course 1" })).toBeVisible();
});

test("a failed list says why and can be asked again", async () => {
  answer("get", "/courses/facets", facets);
  refuse("get", "/courses", 500, "internal", { request_id: "r-17" });
  await renderApp("/");
  expect(await screen.findByRole("alert")).toHaveTextContent("r-17");
  answer("get", "/courses", { items: [courseCard(1)], next: null });
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByRole("link", { name: "Course 1" })).toBeVisible();
});

test("nonsense in the address is left out", async () => {
  let query = "";
  answer("get", "/courses/facets", facets);
  answer("get", "/courses", (request) => {
    query = new URL(request.url).search;
    return { items: [courseCard(1)], next: null };
  });
  await renderApp("/?level=wizard&sort=sideways");
  await screen.findByRole("link", { name: "Course 1" });
  expect(query).not.toMatch(/wizard|sideways/);
});

test("filters combine in the address, are counted together, and are taken off one by one", async () => {
  const asked: URLSearchParams[] = [];
  answer("get", "/courses/facets", (request) => {
    asked.push(new URL(request.url).searchParams);
    return facets;
  });
  answer("get", "/courses", { items: [courseCard(1)], next: null });
  const { router } = await renderApp("/?category=maths&rating=4.5");
  const lengths = within(await screen.findByRole("group", { name: "Length" }));
  await userEvent.click(lengths.getByRole("radio", { name: /Up to 2 hours/ }));
  await userEvent.click(screen.getByRole("button", { name: /proofs/ }));
  await waitFor(() => expect(Object.fromEntries(asked.at(-1) ?? [])).toMatchObject({ category: "maths", rating_min: "4.5", hours_max: "2", tag: "proofs" }));
  expect(router.state.location.search).toMatchObject({ category: "maths", rating: 4.5, hours: 2, tag: "proofs" });
  await userEvent.click(screen.getByRole("button", { name: "Take the filter off: Maths" }));
  await waitFor(() => expect(asked.at(-1)?.has("category")).toBe(false));
});

test("found words are marked and everything else is text", async () => {
  answer("get", "/courses/facets", facets);
  answer("get", "/courses", { items: [courseCard(1, { title_html: "<mark>Linear</mark> &lt;b&gt;", snippet_html: "of <mark>lines</mark>" })], next: null });
  await renderApp("/?q=linear");
  expect(await screen.findByRole("link", { name: "Linear <b>" })).toBeVisible();
  expect(screen.getByText("lines").tagName).toBe("MARK");
});
