package dev.dragops.oauth;

/**
 * Whose account a credential acts for, at the provider.
 *
 * @param id what never changes
 * @param label what a person recognises, such as a login or an e-mail address
 */
public record ProviderAccount(String id, String label) {}
