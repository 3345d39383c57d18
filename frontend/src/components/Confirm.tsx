// Owns the question before an act that cannot be taken back.
import { useAction } from '../lib/action';
import { Button } from './Button';
import { Dialog } from './Dialog';
import { Alert } from './Notice';

interface ConfirmProps {
  title: string;
  text: string;
  act: string;
  onConfirm: () => Promise<void>;
  onClose: () => void;
}

export function Confirm({ title, text, act, onConfirm, onClose }: ConfirmProps) {
  const { run, busy, error } = useAction(onConfirm);
  return (
    <Dialog title={title} onClose={onClose}>
      <p class="soft">{text}</p>
      <Alert error={error} />
      <div class="row">
        <Button look="danger" busy={busy} onClick={() => void run()}>
          {act}
        </Button>
        <Button look="plain" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </Dialog>
  );
}
