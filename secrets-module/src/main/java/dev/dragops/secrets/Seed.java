package dev.dragops.secrets;

import dev.dragops.vault.Plaintext;

/** A secret to be seeded: the value is copied into each environment and stays its owner's to wipe. */
public record Seed(SecretName name, Plaintext value) {}
