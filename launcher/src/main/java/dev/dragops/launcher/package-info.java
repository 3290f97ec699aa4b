/** The launcher. */
package dev.dragops.launcher;
