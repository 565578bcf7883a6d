/** Takes a secret out of the part of the address behind `#`: it stays in no address, history or storage. */
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";

export interface AddressCode {
  kind: "code" | "first";
  text: string;
}

/** The code that this page was opened with, once it has left the address. */
export function useCodeOfAddress(): AddressCode | null {
  const hash = useLocation({ select: (location) => location.hash });
  const navigate = useNavigate();
  const [taken, setTaken] = useState<AddressCode | null>(null);
  useEffect(() => {
    const found = readCode(hash);
    if (found === null) return;
    void navigate({ to: "/sign-in", search: (old: object) => old, hash: "", replace: true }).then(() =>
      setTaken(found),
    );
  }, [hash, navigate]);
  return taken;
}

function readCode(hash: string): AddressCode | null {
  const given = new URLSearchParams(hash);
  const kind = (["code", "first"] as const).find((one) => given.get(one));
  return kind === undefined ? null : { kind, text: given.get(kind)! };
}
