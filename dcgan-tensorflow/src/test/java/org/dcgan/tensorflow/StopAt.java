package org.dcgan.tensorflow;

import org.dcgan.training.StopSignal;
import org.dcgan.training.TrainingEvent;
import org.dcgan.training.TrainingListener;

/** Requests a signal at a step of the model. */
record StopAt(long step, StopSignal signal) implements TrainingListener {

  StopAt(long step) {
    this(step, new StopSignal());
  }

  @Override
  public void onStep(TrainingEvent.StepEnd event) {
    if (event.step() == step) {
      signal.request();
    }
  }
}
