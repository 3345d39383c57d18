// Owns which address shows which page, and who may see it.
import { Route, Router } from 'preact-iso';
import { Private, Public } from './components/Guard';
import { BackupCodes } from './pages/BackupCodes';
import { Home } from './pages/Home';
import { Login } from './pages/Login';
import { NotFound } from './pages/NotFound';
import { Profile } from './pages/Profile';
import { Register } from './pages/Register';
import { Sessions } from './pages/Sessions';
import { TwoFactor } from './pages/TwoFactor';
import { TwoFactorSetup } from './pages/TwoFactorSetup';
import { VerifyEmail } from './pages/VerifyEmail';
import type { ComponentType } from 'preact';

const forStrangers = (Page: ComponentType) => () => (
  <Public>
    <Page />
  </Public>
);
const forMembers = (Page: ComponentType) => () => (
  <Private>
    <Page />
  </Private>
);

const LoginPage = forStrangers(Login);
const RegisterPage = forStrangers(Register);
const TwoFactorPage = forStrangers(TwoFactor);
const ProfilePage = forMembers(Profile);
const SetupPage = forMembers(TwoFactorSetup);
const BackupCodesPage = forMembers(BackupCodes);
const SessionsPage = forMembers(Sessions);

export function Routes() {
  return (
    <Router>
      <Route path="/" component={Home} />
      <Route path="/register" component={RegisterPage} />
      <Route path="/verify-email" component={VerifyEmail} />
      <Route path="/login" component={LoginPage} />
      <Route path="/two-factor" component={TwoFactorPage} />
      <Route path="/profile" component={ProfilePage} />
      <Route path="/profile/two-factor" component={SetupPage} />
      <Route path="/profile/backup-codes" component={BackupCodesPage} />
      <Route path="/sessions" component={SessionsPage} />
      <Route default component={NotFound} />
    </Router>
  );
}
