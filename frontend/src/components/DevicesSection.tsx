// Owns the profile's section on trusted browsers, which are asked for no code.
import { devices, forgetDevice } from '../api/auth';
import type { Device } from '../api/types';
import { useAction } from '../lib/action';
import { deviceName, machineOf } from '../lib/agent';
import { useLoaded } from '../lib/load';
import { day, moment } from '../lib/time';
import { useTold } from '../lib/told';
import { t } from '../strings';
import { fill } from '../strings/fill';
import { Button } from './Button';
import { Loading } from './Loading';
import { Alert } from './Notice';
import { Row, Section } from './Section';
import { focusHeading } from './Title';
import { TryAgain } from './TryAgain';

interface RowProps {
  device: Device;
  busy: boolean;
  onForget: () => void;
}

function DeviceRow({ device, busy, onForget }: RowProps) {
  const name = deviceName(device);
  const used = device.lastUsedAt ?? device.createdAt;
  const title = (
    <>
      <strong>{name}</strong>
      {device.current && <span class="badge on">{t.devices.current}</span>}
    </>
  );
  const forget = (
    <Button look="quiet small" busy={busy} label={t.devices.forgetName(name)} onClick={onForget}>
      {t.devices.forget}
    </Button>
  );
  return (
    <Row icon={machineOf(device.userAgent)} tone={device.current ? 'good' : undefined} title={title} action={forget}>
      <p>
        {fill(t.devices.used, <time dateTime={used}>{moment(used)}</time>)}
        {device.ip && <> · <bdi translate={false}>{device.ip}</bdi></>}
        {' · '}
        {fill(t.devices.until, <time dateTime={device.expiresAt}>{day(device.expiresAt)}</time>)}
      </p>
    </Row>
  );
}

export function DevicesSection() {
  const { value, error, busy, reload } = useLoaded(devices);
  const [told, setTold] = useTold();
  const forget = useAction(async (device: Device) => {
    await forgetDevice(device.id);
    await reload();
    setTold(t.devices.forgotten(deviceName(device)));
    focusHeading('devices');
  });
  const list = value?.devices;
  return (
    <Section id="devices" title={t.devices.title} text={t.devices.text} told={told}>
      <Alert error={error ?? forget.error}>
        {error && <TryAgain busy={busy} retry={reload} />}
      </Alert>
      {!list && !error && <Loading />}
      {list?.length === 0 && <p class="empty">{t.devices.none}</p>}
      {list && list.length > 0 && (
        <ul class="list" aria-label={t.devices.title}>
          {list.map((device) => (
            <DeviceRow key={device.id} device={device} busy={forget.busy} onForget={() => void forget.run(device)} />
          ))}
        </ul>
      )}
    </Section>
  );
}
