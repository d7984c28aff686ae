import { useRef, useState } from 'preact/hooks';
import { settle } from '../api/client.js';
import { formErrors, noErrors } from '../api/problem.js';
import { useApp } from '../app-context.js';
import { returnPath } from '../session/return-path.js';
import { useStore } from '../state/use-store.js';
import { SubmitButton } from '../ui/buttons.js';
import { Field } from '../ui/field.js';
import { focusFirstError } from '../ui/focus-error.js';
import { Heading } from '../ui/heading.js';
import { BadNotice, Notice } from '../ui/notice.js';
import { useAction } from '../ui/use-action.js';

/** Signs somebody in, in the way that the server has. */
export function SignInPage() {
  const { navigation, session, settings } = useApp();
  const expired = useStore(session.expired);
  const to = returnPath(navigation.place.get().query);
  return (
    <section class="column middle">
      <Heading title="Sign in" />
      {expired && (
        <Notice kind="held">
          <p>Your sign-in has run out. Nothing is lost: sign in again and go on.</p>
        </Notice>
      )}
      <div class="card">
        {settings.signIn.by === 'name' && <ByName to={to} />}
        {settings.signIn.by === 'url' && <Elsewhere url={settings.signIn.url} to={to} />}
        {settings.signIn.by === 'nothing' && (
          <p>Nobody can sign in here yet: whoever runs this server has to set SIGN_IN_URL.</p>
        )}
      </div>
    </section>
  );
}

function ByName({ to }: { to: string }) {
  const { api, navigation, session } = useApp();
  const [user, setUser] = useState('');
  const [mistake, setMistake] = useState<string | undefined>(undefined);
  const form = useRef<HTMLFormElement>(null);
  const signIn = useAction(() => settle(api.POST('/dev/token', { body: { user: user.trim() } })), {
    done({ token }) {
      session.signIn(token);
      navigation.go(to, { replace: true });
    },
    failed: () => focusFirstError(form.current),
  });
  const refused = signIn.problem === undefined ? noErrors : formErrors(signIn.problem, ['user']);

  function submit(event: Event): void {
    event.preventDefault();
    const isEmpty = user.trim() === '';
    setMistake(isEmpty ? 'Write any name.' : undefined);
    if (isEmpty) focusFirstError(form.current);
    else signIn.run();
  }

  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Field
        label="Your name"
        name="user"
        value={user}
        onChange={setUser}
        error={mistake ?? refused.fields.user}
        hint="This server is in development mode: any name will do, and nobody checks it."
        autoComplete="username"
        required
      />
      <BadNotice sentence={refused.form} />
      <div class="actions">
        <SubmitButton action={signIn} busy="Signing in …">
          Sign in
        </SubmitButton>
      </div>
    </form>
  );
}

function Elsewhere({ url, to }: { url: string; to: string }) {
  const { session } = useApp();
  return (
    <div class="stack">
      <p>You sign in at {new URL(url).host}, and come back here.</p>
      <p>
        <a class="button" href={session.addressOf(url, to)}>
          Go on
        </a>
      </p>
    </div>
  );
}
