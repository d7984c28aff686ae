import { useApp } from '../app-context.js';
import { Link } from './link.js';

/** Stands where one has to be signed in for what would be there. */
export function SignInFirst({ purpose }: { purpose: string }) {
  const { path } = useApp().navigation.place.get();
  return (
    <p>
      <Link to={`/sign-in?to=${encodeURIComponent(path)}`} class="button">
        Sign in {purpose}
      </Link>
    </p>
  );
}
