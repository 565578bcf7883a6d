/** The page of one model: header, facts, and tabs of which only the shown one loads its data. */
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Eye, EyeOff, ThumbsUp, TriangleAlert } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components/Tabs";
import { model } from "../../api/queries.ts";
import { useRights } from "../../api/rights.ts";
import { type FullModel, type Part, USUAL_PARTS } from "../../api/types.ts";
import { EmptyState } from "../../components/feedback/EmptyState.tsx";
import { ErrorNotice } from "../../components/feedback/ErrorNotice.tsx";
import { Skeleton } from "../../components/feedback/Skeleton.tsx";
import { useTitle } from "../../components/layout/Page.tsx";
import { useCurrentInSight } from "../../components/layout/useCurrentInSight.ts";
import { useLocale, useMessages } from "../../i18n/messages.ts";
import { failureOf } from "../../lib/failure.ts";
import { formatCount, formatRelative } from "../../lib/format/format.ts";
import { modelParams } from "../../lib/paths.ts";
import { NotFoundPage } from "../../shell/NotFoundPage.tsx";
import { ArgsTab } from "./args/ArgsTab.tsx";
import { CheckpointsTab } from "./checkpoints/CheckpointsTab.tsx";
import { FilesTab } from "./files/FilesTab.tsx";
import { Facts } from "./header/Facts.tsx";
import { ModelHeader } from "./header/ModelHeader.tsx";
import { LineageTab } from "./lineage/LineageTab.tsx";
import { MetricsTab } from "./metrics/MetricsTab.tsx";
import { ReadmeTab } from "./readme/ReadmeTab.tsx";
import { REFRESH_MS } from "./runs/runs.ts";
import { Standing } from "./runs/Standing.tsx";
import { usePartNames } from "./sharing/usePartNames.ts";
import { type ModelTab, tabsFor } from "./tabs.ts";
import { TensorsTab } from "./tensors/TensorsTab.tsx";
import { UseTab } from "./use/UseTab.tsx";
import { useCardWords } from "./useCardWords.ts";
import { useSeenAs } from "./useSeenAs.ts";

const ActivityTab = lazy(async () => ({ default: (await import("./activity/ActivityTab.tsx")).ActivityTab }));
const RunsTab = lazy(async () => ({ default: (await import("./runs/RunsTab.tsx")).RunsTab }));
const FamilyTab = lazy(async () => ({ default: (await import("./family/FamilyTab.tsx")).FamilyTab }));

/** The page at `/models/<dataset>/<architecture>:<hash>`. */
export function ModelPage() {
  const params = useParams({ strict: false });
  const ref = `${params.dataset}/${params.model}`;
  const as = useSeenAs();
  const found = useQuery({
    ...model(ref, as),
    refetchInterval: ({ state }) => (state.data?.state === "training" ? REFRESH_MS : false),
  });
  useTitle(found.data?.title || ref);
  if (found.isError && failureOf(found.error).status === 404) {
    return as === undefined ? <NotFoundPage /> : <ViewedAs id={ref} as={as} sees={[]} />;
  }
  // A prefix or an alias led here: the address becomes the ID.
  if (found.data && found.data.id !== ref) {
    return <Navigate to="/models/$dataset/$model" params={modelParams(found.data.id)} search replace />;
  }
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-5">
      {found.isPending && <Skeleton lines={10} />}
      {found.isError && <ErrorNotice error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && as !== undefined && <ViewedAs id={ref} as={as} sees={found.data.sees} />}
      {found.data && <Loaded model={found.data} mayAct={as === undefined} />}
    </div>
  );
}

function Loaded({ model, mayAct }: { model: FullModel; mayAct: boolean }) {
  const t = useMessages();
  const words = useCardWords();
  const { language } = useLocale();
  const { edits, reads, role } = useRights();
  const mayEdit = edits && mayAct;
  const mayList = reads && role !== undefined && mayAct;
  const tabs = tabsFor(model, mayList);
  const search = useSearch({ strict: false });
  const tab = tabs.find((key) => key === search.tab) ?? tabs[0] ?? "readme";
  const row = useCurrentInSight<HTMLDivElement>(tab);
  const navigate = useNavigate();
  const open = (key: ModelTab): void =>
    void navigate({
      to: ".",
      search: (old: object) => ({ ...old, tab: key === tabs[0] ? undefined : key, file: undefined }),
    });
  return (
    <>
      <ModelHeader model={model} mayEdit={mayEdit} inside={mayList} />
      <NoteBanner model={model} />
      <Standing model={model} inside={mayList} />
      <SeenNote sees={model.sees} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_19rem]">
        <Tabs selectedKey={tab} onSelectionChange={(key) => open(key as ModelTab)} className="min-w-0">
          <TabList
            ref={row}
            aria-label={t.model.tabs}
            className="mb-4 flex overflow-x-auto border-b border-line"
          >
            {tabs.map((key) => (
              <Tab
                key={key}
                id={key}
                className="tap -mb-px inline-flex shrink-0 cursor-pointer items-center gap-1.5 rounded-b-none! border-b-2 border-transparent whitespace-nowrap text-muted hover:text-text data-selected:border-accent data-selected:font-semibold data-selected:text-text"
              >
                {key === "family" || key === "activity" || key === "runs" ? words.tabs[key] : t.model[key]}
                {key === "checkpoints" && (
                  <span className="text-muted">{formatCount(model.checkpoints, language)}</span>
                )}
              </Tab>
            ))}
          </TabList>
          <TabPanel id="readme">
            <ReadmeTab model={model} mayEdit={mayEdit} />
          </TabPanel>
          <TabPanel id="args">
            <ArgsTab model={model} mayList={mayList} />
          </TabPanel>
          <TabPanel id="metrics">
            <MetricsTab
              id={model.id}
              parents={model.parents}
              hasFamily={mayList}
              training={model.state === "training"}
            />
          </TabPanel>
          <TabPanel id="files">
            <FilesTab id={model.id} />
          </TabPanel>
          <TabPanel id="tensors">
            <TensorsTab id={model.id} />
          </TabPanel>
          <TabPanel id="lineage">
            <LineageTab id={model.id} />
          </TabPanel>
          <TabPanel id="family">
            <Suspense fallback={<Skeleton lines={6} />}>
              <FamilyTab id={model.id} name={model.name} mayList={mayList} />
            </Suspense>
          </TabPanel>
          <TabPanel id="checkpoints">
            <CheckpointsTab id={model.id} sees={model.sees} mayEdit={mayEdit} />
          </TabPanel>
          <TabPanel id="runs">
            <Suspense fallback={<Skeleton lines={8} />}>
              <RunsTab model={model} />
            </Suspense>
          </TabPanel>
          <TabPanel id="activity">
            <Suspense fallback={<Skeleton lines={8} />}>
              <ActivityTab id={model.id} />
            </Suspense>
          </TabPanel>
          <TabPanel id="use">
            <UseTab model={model} />
          </TabPanel>
        </Tabs>
        <Facts model={model} mayList={mayList} />
      </div>
    </>
  );
}

/** Says quietly that a page shows only some parts of its model. */
function SeenNote({ sees }: { sees: readonly Part[] }) {
  const t = useMessages();
  const named = usePartNames();
  if (USUAL_PARTS.every((part) => sees.includes(part))) return null;
  return <p className="-mt-1 text-muted">{t.share.seen(named(sees))}</p>;
}

interface ViewedAsProps {
  id: string;
  as: string;
  sees: readonly Part[];
}

/** The banner over a page that an Admin looks at with the eyes of another person, and the way back. */
function ViewedAs({ id, as, sees }: ViewedAsProps) {
  const t = useMessages();
  const named = usePartNames();
  const whom = as === "stranger" ? "stranger" : as === "share:public" ? "public" : "share";
  const banner = (
    <div
      role="status"
      className="sticky top-2 z-10 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border border-accent bg-accent-soft py-1.5 pr-1.5 pl-3"
    >
      <Eye aria-hidden size={16} className="shrink-0 text-accent" />
      <p className="min-w-0 grow basis-52">
        <strong className="font-semibold">{t.share.viewing[whom]}</strong>{" "}
        {sees.length > 0 && t.share.viewingShows(named(sees))}
      </p>
      <Link
        to="/models/$dataset/$model"
        params={modelParams(id)}
        className="tap inline-flex items-center rounded-md border border-rim bg-surface font-medium hover:bg-sunken"
      >
        {t.share.leave}
      </Link>
    </div>
  );
  if (sees.length > 0) return banner;
  return (
    <div className="mx-auto flex w-full max-w-7xl flex-col gap-4 px-4 py-5">
      <h1 className="sr-only">{t.share.viewingNothing}</h1>
      {banner}
      <EmptyState
        icon={<EyeOff size={34} />}
        title={t.share.viewingNothing}
        hint={t.share.viewingNothingHint}
      />
    </div>
  );
}

/** What people think of a model, and of its ancestors: a warning above everything else. */
function NoteBanner({ model }: { model: FullModel }) {
  const t = useMessages();
  const { language } = useLocale();
  const { note } = model;
  const above = (model.warnings ?? []).filter((one) => one.distance > 0);
  const by = note && t.lineage.noteBy(note.by, formatRelative(note.at, language));
  return (
    <>
      {note && (
        <Banner
          tone={note.verdict}
          title={note.verdict === "bad" ? t.lineage.warnTitle : t.lineage.goodTitle}
        >
          {note.reason && <p>{note.reason}</p>}
          <p className="text-[0.93rem] text-muted">{by}</p>
        </Banner>
      )}
      {above.length > 0 && (
        <Banner tone="bad" title={t.lineage.warnAbove(above.length)}>
          <ul>
            {above.map((one) => (
              <li key={one.id} className="flex flex-wrap gap-x-2">
                <Link
                  to="/models/$dataset/$model"
                  params={modelParams(one.id)}
                  className="text-accent underline"
                >
                  {one.id}
                </Link>
                <span>{one.reason}</span>
                <span className="text-muted">{t.lineage.warnSteps(one.distance)}</span>
              </li>
            ))}
          </ul>
        </Banner>
      )}
    </>
  );
}

function Banner({ tone, title, children }: { tone: "good" | "bad"; title: string; children: ReactNode }) {
  const look = tone === "bad" ? "border-bad bg-bad-soft" : "border-good bg-good-soft";
  const Sign = tone === "bad" ? TriangleAlert : ThumbsUp;
  return (
    <section aria-label={title} className={`flex items-start gap-3 rounded-md border p-3 ${look}`}>
      <Sign
        aria-hidden
        size={18}
        className={`mt-0.5 shrink-0 ${tone === "bad" ? "text-bad" : "text-good"}`}
      />
      <div className="min-w-0 grow">
        <h2 className={`font-semibold ${tone === "bad" ? "text-bad" : "text-good"}`}>{title}</h2>
        {children}
      </div>
    </section>
  );
}
