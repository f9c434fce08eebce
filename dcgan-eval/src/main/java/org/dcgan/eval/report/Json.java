package org.dcgan.eval.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.Temporal;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dcgan.internal.PrintableText;
import org.dcgan.training.CheckpointPolicy;
import org.dcgan.training.TrainingPlan;
import org.jspecify.annotations.Nullable;

/**
 * Converts values to JSON. Records become objects, paths and times strings, durations seconds,
 * enums their names, and empty optionals null. JSON has no numbers that are not finite; they become
 * the strings NaN, Infinity and -Infinity.
 */
final class Json {
  private static final Gson COMPACT =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
  private static final Gson PRETTY =
      new GsonBuilder().serializeNulls().disableHtmlEscaping().setPrettyPrinting().create();

  private Json() {}

  static String line(JsonElement element) {
    return PrintableText.json(COMPACT.toJson(element));
  }

  static String text(JsonElement element) {
    return PrintableText.json(PRETTY.toJson(element));
  }

  static JsonElement of(@Nullable Object value) {
    if (value == null) {
      return JsonNull.INSTANCE;
    } else if (value instanceof JsonElement element) {
      return element;
    } else if (value instanceof Boolean flag) {
      return new JsonPrimitive(flag);
    } else if (value instanceof Number number) {
      return number(number);
    } else if (value instanceof CharSequence
        || value instanceof Character
        || value instanceof Path
        || value instanceof Temporal) {
      return new JsonPrimitive(value.toString());
    } else if (value instanceof Enum<?> constant) {
      return new JsonPrimitive(constant.name());
    } else if (value instanceof Duration duration) {
      return new JsonPrimitive(seconds(duration));
    } else if (value instanceof TrainingPlan plan) {
      return plan(plan);
    } else if (value instanceof Record record) {
      return record(record);
    }
    return container(value);
  }

  /** Seconds with fractions. */
  static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / 1e9;
  }

  private static JsonElement number(Number number) {
    double value = number.doubleValue();
    return Double.isFinite(value) ? new JsonPrimitive(number) : new JsonPrimitive("" + value);
  }

  private static JsonElement container(Object value) {
    if (value instanceof Optional<?> optional) {
      return of(optional.orElse(null));
    } else if (value instanceof OptionalInt optional) {
      return optional.isPresent() ? of(optional.getAsInt()) : JsonNull.INSTANCE;
    } else if (value instanceof OptionalLong optional) {
      return optional.isPresent() ? of(optional.getAsLong()) : JsonNull.INSTANCE;
    } else if (value instanceof OptionalDouble optional) {
      return optional.isPresent() ? of(optional.getAsDouble()) : JsonNull.INSTANCE;
    } else if (value instanceof Map<?, ?> map) {
      JsonObject object = new JsonObject();
      map.forEach((key, entry) -> object.add(String.valueOf(key), of(entry)));
      return object;
    } else if (value instanceof Iterable<?> values) {
      JsonArray array = new JsonArray();
      values.forEach(entry -> array.add(of(entry)));
      return array;
    } else if (value.getClass().isArray()) {
      JsonArray array = new JsonArray();
      for (int i = 0; i < Array.getLength(value); i++) {
        array.add(of(Array.get(value, i)));
      }
      return array;
    }
    throw new IllegalArgumentException(
        "cannot write a "
            + value.getClass().getName()
            + " as JSON: expected a record, a map, a list, an array, a number, a string, an enum, a"
            + " path, a time or an optional of these; put it into the result as one of them");
  }

  private static JsonObject record(Record record) {
    JsonObject object = new JsonObject();
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      object.add(component.getName(), of(read(record, component)));
    }
    return object;
  }

  private static @Nullable Object read(Record record, RecordComponent component) {
    Method accessor = component.getAccessor();
    // A record that is not public can be read, too, unless its module does not permit it.
    boolean unused = accessor.trySetAccessible();
    try {
      return accessor.invoke(record);
    } catch (IllegalAccessException e) {
      throw new IllegalArgumentException(
          "cannot read "
              + record.getClass().getName()
              + "."
              + component.getName()
              + ": make the record public in an exported package, or open its package to"
              + " org.dcgan.eval",
          e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(
          "cannot read " + record.getClass().getName() + "." + component.getName(), e);
    }
  }

  private static JsonObject plan(TrainingPlan plan) {
    JsonObject object = new JsonObject();
    object.addProperty("epochs", plan.epochs());
    object.addProperty("steps", plan.steps());
    object.addProperty("seconds", seconds(plan.duration()));
    object.addProperty("decayEpochs", plan.decayEpochs());
    object.addProperty("decaySteps", plan.decaySteps());
    object.addProperty("decay", plan.decay());
    object.addProperty("stepsPerEpoch", plan.stepsPerEpoch());
    object.addProperty("batchSize", plan.batchSize());
    object.addProperty("samples", plan.samplesPerEpoch());
    object.addProperty("seed", plan.seed());
    object.add("schedule", of(plan.schedule()));
    object.add("generatorAdam", of(plan.generatorAdam()));
    object.add("discriminatorAdam", of(plan.discriminatorAdam()));
    object.addProperty("discriminatorUpdates", plan.discriminatorUpdates());
    object.add("labels", of(plan.labels()));
    object.add("instanceNoise", of(plan.instanceNoise()));
    object.add("augmentation", of(plan.augmentation()));
    object.add("loss", of(plan.loss()));
    object.addProperty("generatorEmaDecay", plan.generatorEmaDecay());
    object.addProperty("discriminatorEmaDecay", plan.discriminatorEmaDecay());
    object.addProperty("emaRampUp", plan.emaRampUp());
    object.add("sentinel", of(plan.sentinel()));
    object.add("checkpoints", of(plan.checkpoints().map(CheckpointPolicy::directory)));
    return object;
  }
}
