package org.dcgan.tensorflow.model;

import org.dcgan.architecture.Architecture;
import org.dcgan.tensorflow.runtime.Hardware;
import org.dcgan.tensorflow.runtime.NativeMemory;

/** Requires memory before a request of a model begins. */
interface MemoryCheck {
  /** Compares with the limits of this process. */
  MemoryCheck NATIVE =
      new MemoryCheck() {
        @Override
        public void requireForTraining(
            NativeMemory.Step step,
            Hardware hardware,
            NativeMemory.Place place,
            NativeMemory.Start start) {
          NativeMemory.requireForTraining(step, hardware, place, start);
        }

        @Override
        public void requireForPass(Architecture architecture, int rows, Hardware hardware) {
          NativeMemory.requireForPass(architecture, rows, hardware);
        }

        @Override
        public void requireForTimedSteps(NativeMemory.Step step, boolean hadStep) {
          NativeMemory.requireForTimedSteps(step, hadStep);
        }
      };

  /** As {@link NativeMemory#requireForTraining}. */
  void requireForTraining(
      NativeMemory.Step step,
      Hardware hardware,
      NativeMemory.Place place,
      NativeMemory.Start start);

  /** As {@link NativeMemory#requireForPass}. */
  void requireForPass(Architecture architecture, int rows, Hardware hardware);

  /** As {@link NativeMemory#requireForTimedSteps}. */
  void requireForTimedSteps(NativeMemory.Step step, boolean hadStep);
}
