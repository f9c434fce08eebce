package org.dcgan.tensorflow.model;

import java.util.function.Function;
import org.dcgan.tensorflow.model.Inspections.LazyProgram;
import org.dcgan.tensorflow.network.BatchVariant;
import org.dcgan.tensorflow.network.RowChunks;
import org.jspecify.annotations.Nullable;

/**
 * What differs between the chunks of a call's rows.
 *
 * @param whole that of chunks of {@link RowChunks#CHUNK} rows; without such chunks the same as the
 *     other
 * @param last that of a chunk of another size, of which there is one at most
 */
record ForChunks<P>(P whole, P last) {
  /** All convolutions are direct. */
  static final ForChunks<BatchVariant> DIRECT =
      new ForChunks<>(BatchVariant.DIRECT, BatchVariant.DIRECT);

  /** That of a chunk. */
  P of(int rows) {
    return rows == RowChunks.CHUNK ? whole : last;
  }

  /** A program for each kind of chunk, built when it is first used. */
  <R> LazyProgram<ForChunks<R>> programs(Function<P, LazyProgram<R>> program) {
    LazyProgram<R> ofWhole = program.apply(whole);
    LazyProgram<R> ofLast = program.apply(last);
    return new LazyProgram<>() {
      @Override
      public @Nullable ForChunks<R> existing() {
        @Nullable R first = ofWhole.existing();
        @Nullable R second = ofLast.existing();
        return first == null || second == null ? null : new ForChunks<>(first, second);
      }

      @Override
      public ForChunks<R> build() {
        return new ForChunks<>(ofWhole.build(), ofLast.build());
      }
    };
  }
}
