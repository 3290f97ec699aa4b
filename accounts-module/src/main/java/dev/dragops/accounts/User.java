package dev.dragops.accounts;

import java.time.Instant;

/** A person with an account. */
public record User(UserId id, String email, String firstName, String lastName, Role role, Instant createdAt) {}
