package org.dcgan.tensorflow.model;

import java.util.Map;
import org.dcgan.tensorflow.checkpoint.Npy;
import org.dcgan.tensorflow.training.Counters;

/**
 * What exporters write, of one moment between two training steps.
 *
 * @param arrays the parameters and statistics of both networks by name
 * @param counters the model's training counters
 */
public record NetworkValues(Map<String, Npy> arrays, Counters counters) {}
