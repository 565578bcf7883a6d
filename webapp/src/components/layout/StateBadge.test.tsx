import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { en } from "../../i18n/en.ts";
import { ko } from "../../i18n/ko.ts";
import { StateBadge } from "./StateBadge.tsx";

const STATES = ["new", "training", "interrupted", "failed", "trained"] as const;

test.each([en, ko])("each state of a model has a word, a sign and an explanation of its own", (t) => {
  const { container } = render(STATES.map((state) => <StateBadge key={state} state={state} t={t} />));
  const badges = [...container.children];
  const distinct = (of: (badge: Element) => string | null | undefined) => new Set(badges.map(of));
  expect(badges.map((badge) => badge.textContent)).toEqual(STATES.map((state) => t.states[state]));
  expect(distinct((badge) => badge.textContent).size).toBe(STATES.length);
  expect(distinct((badge) => badge.querySelector("svg")?.innerHTML).size).toBe(STATES.length);
  expect(distinct((badge) => badge.getAttribute("title")).size).toBe(STATES.length);
  for (const badge of badges) {
    expect(badge.getAttribute("title")).not.toBe("");
    expect(badge.querySelector("svg")).toHaveAttribute("aria-hidden", "true");
  }
});

test("a state that a later server may send stands as it is", () => {
  render(<StateBadge state="unheard" t={en} />);
  expect(screen.getByText("unheard")).not.toHaveAttribute("title");
});
