// A certified OpenID provider on loopback: PKCE required, refresh tokens rotated, iss in each callback.
// Arguments: port, redirect URI, client id, client secret.
import { Provider } from 'oidc-provider';

const [port, redirectUri, clientId, clientSecret] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: clientId,
      client_secret: clientSecret,
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
  ],
  findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@example.com` }) }),
  claims: { openid: ['sub'], email: ['email'] },
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: (context, client) => client.grantTypeAllowed('refresh_token'),
  features: { devInteractions: { enabled: true }, revocation: { enabled: true } },
  ttl: { AccessToken: 300, RefreshToken: 86400, Grant: 86400, Interaction: 600, Session: 3600, IdToken: 300 },
  cookies: { keys: ['of-a-test'] },
});
provider.listen(Number(port), '127.0.0.1', () => console.log('listening'));
