package dev.dragops.oauth;

import dev.dragops.oauth.egress.EgressClient;
import dev.dragops.oauth.egress.Parameters;
import dev.dragops.oauth.egress.Target;
import java.net.URI;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills the addresses of a pack, so that a value never leaves the part of the address that it stands in. */
final class Addresses {
    private static final Pattern PLACE = Pattern.compile("\\$\\{([A-Za-z][A-Za-z0-9_.-]{0,63})\\}");
    private static final Pattern IN_AUTHORITY = Pattern.compile("[A-Za-z0-9.-]{1,253}");

    private final EgressClient egress;

    Addresses(EgressClient egress) {
        this.egress = egress;
    }

    /**
     * The address. A place at the very start is a base URL: https or allowed by the operator, without user, query or
     * fragment. One inside the authority is a part of a host's name. One elsewhere is percent-encoded.
     *
     * @throws OAuthException.FieldMissing where a value is missing
     * @throws OAuthException.TargetRefused where the address is none that this server calls
     */
    String fill(Template template, Map<String, String> values) {
        StringBuilder address = new StringBuilder();
        Matcher places = PLACE.matcher(template.text());
        int read = 0;
        while (places.find()) {
            address.append(template.text(), read, places.start());
            String value = new Template(places.group()).fill(values);
            if (places.start() == 0) {
                address.append(base(value));
            } else if (isInAuthority(address)) {
                if (!IN_AUTHORITY.matcher(value).matches()) {
                    throw new OAuthException.TargetRefused("A field that is part of a host's name does not fit there");
                }
                address.append(value);
            } else if (value.equals(".") || value.equals("..")) {
                // percent-encoding leaves dots alone, and these two would name another path
                throw new OAuthException.TargetRefused("A field that is part of an address does not fit there");
            } else {
                address.append(Parameters.encoded(value));
            }
            read = places.end();
        }
        return check(address.append(template.text().substring(read)).toString());
    }

    /** The address itself where it is one that this server calls. */
    String check(String address) {
        try {
            egress.target(address);
            return address;
        } catch (Target.Refused refused) {
            throw new OAuthException.TargetRefused(refused.getMessage());
        }
    }

    private String base(String value) {
        URI uri = URI.create(check(value));
        if (uri.getRawQuery() != null) {
            throw new OAuthException.TargetRefused("The base address must have no query");
        }
        return value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
    }

    private static boolean isInAuthority(CharSequence before) {
        String text = before.toString();
        int authority = text.indexOf("://");
        return authority >= 0 && text.indexOf('/', authority + 3) < 0 && text.indexOf('?', authority + 3) < 0;
    }
}
