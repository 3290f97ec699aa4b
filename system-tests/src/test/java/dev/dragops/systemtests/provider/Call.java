package dev.dragops.systemtests.provider;

/**
 * One request that reached a provider.
 *
 * @param kind {@code authorize}, {@code authorization_code}, {@code refresh_token}, {@code client_credentials},
 *     {@code revoke}, {@code userinfo}, {@code metadata} or the path of anything else
 * @param account whose grant it was about; empty where it was about none that is known
 */
public record Call(String kind, String account) {}
