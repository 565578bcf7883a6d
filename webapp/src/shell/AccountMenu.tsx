/** The menu of who is signed in: theme, language, account, sign out. Loaded when first opened. */
import { useNavigate } from "@tanstack/react-router";
import { Check } from "lucide-react";
import type { RefObject } from "react";
import { Header } from "react-aria-components/Header";
import type { Selection } from "react-aria-components/GridList";
import { Menu, MenuItem, MenuSection, type MenuItemProps } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { Separator } from "react-aria-components/Separator";
import { useSignOut } from "../api/mutations.ts";
import type { Me } from "../api/types.ts";
import { usePreferences } from "../components/usePreferences.ts";
import { useMessages } from "../i18n/messages.ts";
import { preferences, type Language, type Theme } from "../lib/storage/preferences.ts";

const THEMES: Theme[] = ["system", "light", "dark"];
const LANGUAGES: Record<Language, string> = { en: "English", ko: "한국어" };

export interface AccountMenuProps {
  me: Me;
  trigger: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
}

/** Shown while it is rendered. */
export function AccountMenu({ me, trigger, onClose }: AccountMenuProps) {
  const t = useMessages();
  const { theme, language } = usePreferences();
  const navigate = useNavigate();
  const signOut = useSignOut();

  async function leave(): Promise<void> {
    await signOut.mutateAsync();
    await navigate({ to: "/sign-in" });
  }
  return (
    <Popover
      isOpen
      triggerRef={trigger}
      aria-label={t.app.account}
      placement="bottom end"
      onOpenChange={(open) => !open && onClose()}
      className="min-w-56 overflow-y-auto rounded-lg border border-line bg-raised shadow-float"
    >
      <Menu aria-label={t.app.account} autoFocus="first" onClose={onClose} className="p-1.5 outline-none">
        <MenuSection aria-label={t.app.account}>
          <Header className="px-2.5 pt-1 pb-2">
            <span className="block font-semibold">{me.name || me.login}</span>
            <span className="block text-[0.93rem] text-muted">
              {me.name && me.name !== me.login ? `${me.login} · ` : ""}
              {t.app.roles[me.role]}
            </span>
          </Header>
          <Item id="account" onAction={() => void navigate({ to: "/account" })}>
            {t.account.title}
          </Item>
        </MenuSection>
        <Separator className="my-1.5 h-px bg-line" />
        <MenuSection
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[theme]}
          onSelectionChange={(keys) => preferences.set({ theme: chosen(keys) as Theme })}
        >
          <Header className="px-2.5 py-1 text-[0.82rem] text-muted">{t.app.theme}</Header>
          {THEMES.map((one) => (
            <Item key={one} id={one}>
              {t.app.themes[one]}
            </Item>
          ))}
        </MenuSection>
        <Separator className="my-1.5 h-px bg-line" />
        <MenuSection
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[language]}
          onSelectionChange={(keys) => preferences.set({ language: chosen(keys) as Language })}
        >
          <Header className="px-2.5 py-1 text-[0.82rem] text-muted">{t.app.language}</Header>
          {(Object.keys(LANGUAGES) as Language[]).map((one) => (
            <Item key={one} id={one}>
              <span lang={one}>{LANGUAGES[one]}</span>
            </Item>
          ))}
        </MenuSection>
        <Separator className="my-1.5 h-px bg-line" />
        <Item id="sign-out" onAction={() => void leave()}>
          {t.app.signOut}
        </Item>
      </Menu>
    </Popover>
  );
}

function chosen(keys: Selection): string {
  return String([...(keys as Set<string>)][0]);
}

function Item({ children, ...rest }: MenuItemProps & { children: React.ReactNode }) {
  return (
    <MenuItem
      {...rest}
      className="tap flex cursor-pointer items-center justify-between gap-4 px-2.5 outline-none data-focused:bg-accent-soft"
    >
      {({ isSelected }) => (
        <>
          {children}
          {isSelected && <Check aria-hidden size={15} className="text-accent" />}
        </>
      )}
    </MenuItem>
  );
}
