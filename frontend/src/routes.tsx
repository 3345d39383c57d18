// Owns which address shows which page, and who may see it.
import { Route, Router } from 'preact-iso';
import { Private, Public } from './components/Guard';
import { later } from './lib/chunk';
import { useLanguage } from './lib/language';
import { Home } from './pages/Home';
import { Login } from './pages/Login';
import { NotFound } from './pages/NotFound';
import { TwoFactor } from './pages/TwoFactor';
import type { ComponentType } from 'preact';

/** Another language renders the page anew, with what was typed in it. */
export const spoken = (Page: ComponentType) => () => {
  useLanguage();
  return <Page />;
};
const forStrangers = (Page: ComponentType) =>
  spoken(() => (
    <Public>
      <Page />
    </Public>
  ));
const forMembers = (Page: ComponentType) =>
  spoken(() => (
    <Private>
      <Page />
    </Private>
  ));

const LoginPage = forStrangers(Login);
const NotFoundPage = spoken(NotFound);
const TwoFactorPage = forStrangers(TwoFactor);
// Not needed to sign in, and so not part of what every visitor loads first.
const ProfilePage = forMembers(later(() => import('./pages/Profile').then((page) => page.Profile)));
const RegisterPage = forStrangers(later(() => import('./pages/Register').then((page) => page.Register)));
const ForgotPage = forStrangers(later(() => import('./pages/Forgot').then(({ Forgot }) => () => <Forgot />)));
const ResetPage = spoken(later(() => import('./pages/Reset').then((page) => page.Reset)));
const ActivityPage = forMembers(later(() => import('./pages/Activity').then((page) => page.Activity)));
const SessionsPage = forMembers(later(() => import('./pages/Sessions').then((page) => page.Sessions)));
const SetupPage = forMembers(later(() => import('./pages/TwoFactorSetup').then((page) => page.TwoFactorSetup)));
const PasswordPage = forMembers(later(() => import('./pages/Password').then((page) => page.Password)));
const BackupCodesPage = forMembers(later(() => import('./pages/BackupCodes').then((page) => page.BackupCodes)));
const LostPage = spoken(later(() => import('./pages/Lost').then((page) => page.Lost)));
const JoinPage = spoken(later(() => import('./pages/Join').then((page) => page.Join)));
const VerifyEmailPage = spoken(later(() => import('./pages/VerifyEmail').then((page) => page.VerifyEmail)));
const ConfirmEmailPage = spoken(later(() => import('./pages/ConfirmEmail').then((page) => page.ConfirmEmail)));
const UndoEmailPage = spoken(later(() => import('./pages/UndoEmail').then((page) => page.UndoEmail)));
const RecoveryPage = spoken(later(() => import('./pages/Recovery').then((page) => page.Recovery)));
const LogoutPage = spoken(later(() => import('./pages/Logout').then((page) => page.Logout)));
const ContinuePage = forMembers(later(() => import('./pages/Continue').then((page) => page.Continue)));
const AdminPage = forMembers(later(() => import('./admin').then((page) => page.open())));

export function Routes() {
  return (
    <Router>
      <Route path="/" component={Home} />
      <Route path="/register" component={RegisterPage} />
      <Route path="/join" component={JoinPage} />
      <Route path="/verify-email" component={VerifyEmailPage} />
      <Route path="/login" component={LoginPage} />
      <Route path="/logout" component={LogoutPage} />
      <Route path="/forgot-password" component={ForgotPage} />
      <Route path="/reset-password" component={ResetPage} />
      <Route path="/confirm-email" component={ConfirmEmailPage} />
      <Route path="/undo-email" component={UndoEmailPage} />
      <Route path="/stop-recovery" component={RecoveryPage} />
      <Route path="/finish-recovery" component={RecoveryPage} />
      <Route path="/confirm-recovery-address" component={RecoveryPage} />
      <Route path="/lost" component={LostPage} />
      <Route path="/two-factor" component={TwoFactorPage} />
      <Route path="/profile" component={ProfilePage} />
      <Route path="/profile/two-factor" component={SetupPage} />
      <Route path="/profile/backup-codes" component={BackupCodesPage} />
      <Route path="/profile/password" component={PasswordPage} />
      <Route path="/sessions" component={SessionsPage} />
      <Route path="/activity" component={ActivityPage} />
      <Route path="/continue" component={ContinuePage} />
      <Route path="/admin/:place*" component={AdminPage} />
      <Route default component={NotFoundPage} />
    </Router>
  );
}
