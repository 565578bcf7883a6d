/** To whom a model is opened, and whether they can get in here at all. */
import { useQuery } from "@tanstack/react-query";
import { me } from "../../../api/queries.ts";
import { TextField } from "../../../components/controls/TextField.tsx";
import { useMessages } from "../../../i18n/messages.ts";

export interface LoginFieldProps {
  value: string;
  wrong: boolean;
  onChange: (login: string) => void;
}

/** Type a GitHub login. */
export function LoginField({ value, wrong, onChange }: LoginFieldProps) {
  const t = useMessages();
  const who = useQuery(me());
  const closed = who.data ? !who.data.server.guests : false;
  return (
    <TextField
      label={t.share.login}
      placeholder="octocat"
      help={closed ? t.share.loginClosed : t.share.loginNote}
      error={wrong ? t.share.loginWrong : null}
      maxLength={100}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
