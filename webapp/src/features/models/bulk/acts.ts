/** What every act over many models is given. Types only. */

export interface BulkActProps {
  ids: readonly string[];
  onClose: () => void;
}
