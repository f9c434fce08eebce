package org.dcgan.examples.explore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.dcgan.internal.PrintableText.printable;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that do not come from the server's own page. A page of another origin may make a
 * browser send requests here, directly or after its name has been resolved to this machine (DNS
 * rebinding); therefore the headers {@code Host}, {@code Origin} and {@code Sec-Fetch-Site} are
 * checked. Where the server can be reached from other machines, a token is required as well.
 */
final class RequestGuard {
  private static final int TOKEN_BYTES = 16;
  private static final Pattern ADDRESS = Pattern.compile("[0-9]+(\\.[0-9]+){3}|\\[[0-9a-f:.]+]");
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final int port;
  private final String address;
  private final String hostName;
  private final @Nullable String token;

  /**
   * Creates a guard.
   *
   * @param port the port of the server
   * @param address the address that the program prints, as in a URL
   * @param hostName the name by which other machines call this one
   * @param token the required token; null for a server that only this machine can reach
   */
  RequestGuard(int port, String address, String hostName, @Nullable String token) {
    this.port = port;
    this.address = address;
    this.hostName = hostName.toLowerCase(Locale.ROOT);
    this.token = token;
  }

  /** A token that cannot be guessed. */
  static String newToken() {
    byte[] bytes = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * Checks the origin of a request.
   *
   * @throws RefusedException if it comes from another origin
   */
  void checkOrigin(HttpExchange exchange) {
    Headers headers = exchange.getRequestHeaders();
    List<String> hosts = headers.get("Host");
    String host = hosts == null || hosts.size() != 1 ? "" : hosts.get(0).toLowerCase(Locale.ROOT);
    if (!allowed(host)) {
      throw new RefusedException(
          421,
          "this server does not answer for the host \""
              + printable(host)
              + "\"; open the address that the program printed");
    }
    String origin = headers.getFirst("Origin");
    String site = headers.getFirst("Sec-Fetch-Site");
    boolean foreign = site != null && !site.equals("same-origin") && !site.equals("none");
    // A link on another page may lead here; it shows the page, and the other page learns nothing.
    boolean link =
        "navigate".equals(headers.getFirst("Sec-Fetch-Mode"))
            && exchange.getRequestMethod().equals("GET");
    if ((origin != null && !origin.toLowerCase(Locale.ROOT).equals("http://" + host))
        || (foreign && !link)) {
      throw new RefusedException(
          403, "requests from pages of other origins are refused; open the page of this server");
    }
  }

  private boolean allowed(String host) {
    String suffix = ":" + port;
    String name = host.endsWith(suffix) ? host.substring(0, host.length() - suffix.length()) : "";
    if (name.isEmpty() && port == 80) {
      name = host;
    }
    return LOOPBACK.contains(name)
        || name.equals(address)
        || (token != null && (ADDRESS.matcher(name).matches() || name.equals(hostName)));
  }

  /**
   * Checks the token of a request.
   *
   * @return null if the request may be answered, or the redirection of an address with the token to
   *     the same address without it, which sets a cookie
   * @throws RefusedException if there is neither the token nor the cookie
   */
  @Nullable Reply checkToken(HttpExchange exchange) {
    if (token == null) {
      return null;
    }
    if (exchange.getRequestMethod().equals("GET")) {
      Query query = Query.parse(exchange.getRequestURI().getRawQuery());
      if (query.has("token") && matches(query.text("token"))) {
        return new Reply.Redirect(
            "/", cookieName() + "=" + token + "; Path=/; HttpOnly; SameSite=Strict");
      }
    }
    List<String> cookies = exchange.getRequestHeaders().get("Cookie");
    String prefix = cookieName() + "=";
    for (String header : cookies == null ? List.<String>of() : cookies) {
      for (String cookie : header.split(";", -1)) {
        if (cookie.strip().startsWith(prefix)
            && matches(cookie.strip().substring(prefix.length()))) {
          return null;
        }
      }
    }
    throw new RefusedException(
        401,
        "the address lacks the token; open the address that the program printed, which ends with"
            + " ?token=...");
  }

  /** Cookies are shared by all ports of a host. */
  private String cookieName() {
    return "dcgan-token-" + port;
  }

  private boolean matches(String given) {
    return token != null && MessageDigest.isEqual(given.getBytes(UTF_8), token.getBytes(UTF_8));
  }
}
