import { Heading } from '../ui/heading.js';
import { Link } from '../ui/link.js';

/** What stands where nothing is. */
export function NotFoundPage() {
  return (
    <section class="column">
      <Heading title="Nothing is here" />
      <p>There is no page at this address. It may have been mistyped, or what it showed is gone.</p>
      <p>
        <Link to="/">See the tickets that are for sale</Link>
      </p>
    </section>
  );
}
