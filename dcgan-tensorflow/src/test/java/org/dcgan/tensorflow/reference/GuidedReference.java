package org.dcgan.tensorflow.reference;

import java.util.List;
import java.util.Map;
import org.dcgan.architecture.Architecture;
import org.dcgan.architecture.LayerSpec;
import org.dcgan.inspect.GuidedRule;

/**
 * Guided backpropagation from the strongest response of a feature map of D, by plain loops in
 * double: forward with every pre-activation kept, then back, position by position.
 */
public final class GuidedReference {
  private final Architecture architecture;
  private final Map<String, double[]> parameters;

  public GuidedReference(Architecture architecture, Map<String, double[]> parameters) {
    this.architecture = architecture;
    this.parameters = parameters;
  }

  /** One gradient an image, NHWC. */
  public double[] gradients(Maps images, int convolution, int map, GuidedRule rule) {
    PlainNetworks networks = new PlainNetworks(architecture, parameters);
    List<Maps> featureMaps = networks.discriminate(images, true).featureMaps();
    Maps top = featureMaps.get(convolution);
    double[] gradient = new double[top.values().length];
    for (int n = 0; n < top.count(); n++) {
      int best = -1;
      for (int place = 0; place < top.side() * top.side(); place++) {
        int at = (n * top.side() * top.side() + place) * top.maps() + map;
        if (best < 0 || top.values()[at] > top.values()[best]) {
          best = at;
        }
      }
      gradient[best] = 1;
    }
    for (int i = convolution; i >= 0; i--) {
      LayerSpec layer = architecture.discriminatorLayers().get(i);
      Maps out = featureMaps.get(i);
      for (int j = 0; j < gradient.length; j++) {
        gradient[j] = throughRectifier(gradient[j], out.values()[j], rule);
        if (layer.batchNorm()) {
          int m = j % out.maps();
          gradient[j] *=
              parameters.get(layer.name() + "/gain")[m]
                  / Math.sqrt(
                      parameters.get(layer.name() + "/population-variance")[m]
                          + architecture.batchNormEpsilon());
        }
      }
      Maps in = i == 0 ? images : featureMaps.get(i - 1);
      gradient = throughConvolution(gradient, layer, in, out);
    }
    return gradient;
  }

  private double throughRectifier(double gradient, double output, GuidedRule rule) {
    double slope = architecture.leakySlope();
    return switch (rule) {
      case DROP_LEAK -> gradient > 0 && output > 0 ? gradient : 0;
      case KEEP_LEAK -> gradient > 0 ? gradient * (output > 0 ? 1 : slope) : 0;
      case PLAIN -> gradient * (output > 0 ? 1 : slope);
    };
  }

  /** Each input's share of each output it went into. */
  private double[] throughConvolution(double[] gradient, LayerSpec layer, Maps in, Maps out) {
    double[] kernel = parameters.get(layer.name() + "/weights");
    int k = layer.convolution().kernel();
    int stride = layer.convolution().stride();
    double[] result = new double[in.values().length];
    for (int n = 0; n < in.count(); n++) {
      for (int y = 0; y < out.side(); y++) {
        for (int x = 0; x < out.side(); x++) {
          for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
              int fromY = y * stride + i - k / 2;
              int fromX = x * stride + j - k / 2;
              if (fromY < 0 || fromX < 0 || fromY >= in.side() || fromX >= in.side()) {
                continue;
              }
              for (int a = 0; a < in.maps(); a++) {
                for (int b = 0; b < out.maps(); b++) {
                  result[((n * in.side() + fromY) * in.side() + fromX) * in.maps() + a] +=
                      gradient[((n * out.side() + y) * out.side() + x) * out.maps() + b]
                          * kernel[((i * k + j) * in.maps() + a) * out.maps() + b];
                }
              }
            }
          }
        }
      }
    }
    return result;
  }
}
