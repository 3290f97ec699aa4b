package dev.dragops.benchmarks;

import dev.dragops.vault.crypto.KeyPurpose;
import dev.dragops.vault.crypto.KeyRing;
import dev.dragops.vault.crypto.Sealing;
import dev.dragops.vault.crypto.UnknownFormatException;
import dev.dragops.vault.crypto.UnreadableException;
import dev.dragops.vault.crypto.VaultKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** How many envelopes of 100 bytes one core opens: what no opening of a credential can be faster than. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class EnvelopeOpening {
    private final Sealing sealing = new Sealing();
    private final KeyRing keys =
            new KeyRing(List.of(VaultKey.random(1, KeyPurpose.SEAL), VaultKey.random(2, KeyPurpose.MAC)), Set.of(1, 2));
    private final byte[] context =
            "con_connection|usr_01JABCDEFGHJKMNPQRSTVWXYZ0|slack|1".getBytes(StandardCharsets.UTF_8);
    private byte[] envelope = new byte[0];

    @Setup
    public void seal() {
        envelope = sealing.seal(keys, context, new byte[100]);
    }

    @Benchmark
    public byte[] open() throws UnreadableException, UnknownFormatException {
        return sealing.open(keys, context, envelope);
    }

    /** Openings a second, after the JVM has had its time to warm up. */
    static double perSecond(TimeValue warmUp, TimeValue iteration) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include(EnvelopeOpening.class.getName())
                        .forks(1)
                        .threads(1)
                        .warmupIterations(1)
                        .warmupTime(warmUp)
                        .measurementIterations(3)
                        .measurementTime(iteration)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .runSingle()
                .getPrimaryResult()
                .getScore();
    }
}
