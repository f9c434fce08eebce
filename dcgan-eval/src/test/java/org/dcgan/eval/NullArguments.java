package org.dcgan.eval;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Calls the public methods and constructors of packages with null for one argument after the other,
 * and says which of them do not refuse it at once with a {@link NullPointerException} whose message
 * is the parameter's name, and which have created a file before they refuse it.
 *
 * <p>The other arguments are simple values. Instance methods are called where an instance can be
 * had from {@link #with}, from a constructor, a constant or a static method of simple values.
 */
final class NullArguments {
  private static final Path FILE = Path.of("target", "null-arguments");

  private final Map<Class<?>, Object> values = new LinkedHashMap<>();
  private final Set<String> findings = new TreeSet<>();
  private final Set<Class<?>> inMaking = new java.util.HashSet<>();
  private final Set<String> unreached = new TreeSet<>();
  private int calls;

  NullArguments() {
    with(String.class, "a");
    with(Path.class, FILE);
    with(Duration.class, Duration.ofSeconds(1));
    with(Instant.class, Instant.EPOCH);
    with(URI.class, URI.create("http://localhost:1/"));
    with(List.class, List.of());
    with(java.util.Collection.class, List.of());
    with(Iterable.class, List.of());
    with(Set.class, Set.of());
    with(Map.class, Map.of());
    with(Optional.class, Optional.empty());
    with(Object.class, "a");
    with(Throwable.class, new IOException("a"));
    with(Class.class, String.class);
    with(PrintStream.class, new PrintStream(OutputStream.nullOutputStream(), true, UTF_8));
    with(java.nio.FloatBuffer.class, java.nio.FloatBuffer.allocate(0));
  }

  /** A value for parameters of a type, and to call the type's methods on. */
  <T> NullArguments with(Class<T> type, T value) {
    values.put(type, value);
    return this;
  }

  /** The simple value of an interface. */
  <T> T proxy(Class<T> type) {
    return type.cast(instance(type).orElseThrow());
  }

  /** Calls everything public in packages of the folder or jar that a class comes from. */
  NullArguments check(Class<?> anyOfModule, List<String> packages)
      throws IOException, ReflectiveOperationException {
    Path classes;
    try {
      classes = Path.of(anyOfModule.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (java.net.URISyntaxException e) {
      throw new IOException(e);
    }
    if (Files.isDirectory(classes)) {
      checkPackages(classes, packages);
    } else {
      try (FileSystem jar = FileSystems.newFileSystem(classes)) {
        checkPackages(jar.getPath("/"), packages);
      }
    }
    return this;
  }

  private void checkPackages(Path classes, List<String> packages)
      throws IOException, ReflectiveOperationException {
    for (String name : packages) {
      try (Stream<Path> files = Files.list(classes.resolve(name.replace('.', '/')))) {
        for (Path file : files.sorted().toList()) {
          String simple = file.getFileName().toString();
          if (simple.endsWith(".class") && !simple.startsWith("package-info")) {
            Class<?> type = Class.forName(name + "." + simple.substring(0, simple.length() - 6));
            if (isPublic(type)) {
              check(type);
            }
          }
        }
      }
    }
  }

  private static boolean isPublic(Class<?> type) {
    return Modifier.isPublic(type.getModifiers())
        && !type.isAnonymousClass()
        && (type.getDeclaringClass() == null || isPublic(type.getDeclaringClass()));
  }

  private void check(Class<?> type) throws ReflectiveOperationException {
    if (!Modifier.isAbstract(type.getModifiers())) {
      for (Constructor<?> constructor : type.getConstructors()) {
        checkEach(constructor, null);
      }
    }
    for (Method method : type.getDeclaredMethods()) {
      if (!Modifier.isPublic(method.getModifiers())
          || method.isBridge()
          || method.isSynthetic()
          || method.getName().equals("equals")
          || (type.isEnum() && method.getName().equals("valueOf"))) {
        continue;
      }
      if (Modifier.isStatic(method.getModifiers())) {
        checkEach(method, null);
      } else if (type.isEnum()) {
        // Each constant may have its own method.
        for (Object constant : type.getEnumConstants()) {
          checkEach(method, constant);
        }
      } else if (!Modifier.isAbstract(method.getModifiers())) {
        Optional<Object> instance = instance(type);
        if (instance.isPresent()) {
          checkEach(method, instance.get());
        } else if (needsCheck(method)) {
          unreached.add(type.getName() + ": no instance to call " + method.getName() + " on");
        }
      }
    }
  }

  private static boolean needsCheck(Executable executable) {
    return Arrays.stream(executable.getParameters()).anyMatch(NullArguments::refusesNull);
  }

  private static boolean refusesNull(Parameter parameter) {
    return !parameter.getType().isPrimitive()
        && !isNullable(parameter)
        && !isNullable(parameter.getAnnotatedType());
  }

  private static boolean isNullable(AnnotatedElement element) {
    return Arrays.stream(element.getAnnotations())
        .anyMatch(annotation -> annotation.annotationType().getSimpleName().equals("Nullable"));
  }

  private static boolean isNullable(AnnotatedType type) {
    return isNullable((AnnotatedElement) type);
  }

  private void checkEach(Executable executable, Object instance)
      throws ReflectiveOperationException {
    Parameter[] parameters = executable.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      if (!refusesNull(parameters[i])) {
        continue;
      }
      Object[] arguments = new Object[parameters.length];
      boolean known = true;
      for (int j = 0; j < parameters.length; j++) {
        if (j != i) {
          Optional<Object> value = instance(parameters[j].getType());
          known &= value.isPresent();
          arguments[j] = value.orElse(null);
        }
      }
      String place =
          executable.getDeclaringClass().getName()
              + "#"
              + executable.getName().replaceAll(".*\\.", "")
              + Arrays.stream(parameters).map(p -> p.getType().getSimpleName()).toList()
              + " "
              + (i + 1);
      if (!known) {
        unreached.add(place + ": no values for the other parameters");
        continue;
      }
      check(place, executable, instance, arguments, parameters[i]);
    }
  }

  private void check(
      String place, Executable executable, Object instance, Object[] arguments, Parameter tried)
      throws ReflectiveOperationException {
    calls++;
    clear();
    Set<Path> before = files();
    try {
      executable.setAccessible(true);
      if (executable instanceof Method method) {
        method.invoke(instance, arguments);
      } else {
        ((Constructor<?>) executable).newInstance(arguments);
      }
      findings.add(place + ": accepted");
    } catch (InvocationTargetException e) {
      String message = String.valueOf(e.getCause().getMessage());
      boolean refused =
          e.getCause() instanceof NullPointerException
              && (tried.isNamePresent()
                  ? message.equals(tried.getName())
                  : message.matches("[a-z][A-Za-z0-9]*"));
      if (!refused) {
        findings.add(
            place
                + ": "
                + e.getCause().getClass().getSimpleName()
                + " "
                + message.lines().findFirst().orElse(""));
      }
    }
    Set<Path> created = files();
    created.removeAll(before);
    if (!created.isEmpty()) {
      findings.add(place + ": created " + created);
    }
  }

  /** Deletes what instances for the calls have created. */
  private static void clear() {
    try {
      if (Files.isDirectory(FILE)) {
        MoreFiles.deleteRecursively(FILE, RecursiveDeleteOption.ALLOW_INSECURE);
      } else {
        Files.deleteIfExists(FILE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files that a method could have created with the values of this class. */
  private static Set<Path> files() {
    Set<Path> files = new TreeSet<>();
    try {
      for (Path folder : List.of(Path.of(""), FILE.getParent())) {
        try (Stream<Path> here = Files.list(folder)) {
          here.forEach(files::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** A simple value of a type. */
  private Optional<Object> instance(Class<?> type) {
    if (values.containsKey(type)) {
      return Optional.of(values.get(type));
    }
    if (type.isPrimitive()) {
      return Optional.of(Array.get(Array.newInstance(type, 1), 0)).map(NullArguments::one);
    }
    if (type.isArray()) {
      return Optional.of(Array.newInstance(type.getComponentType(), 0));
    }
    if (type.isEnum()) {
      return Optional.of(type.getEnumConstants()[0]);
    }
    if (type.isInterface() && !type.isSealed() && !type.getName().startsWith("java.nio")) {
      return Optional.of(
          Proxy.newProxyInstance(
              type.getClassLoader(),
              new Class<?>[] {type},
              (proxy, method, arguments) -> {
                if (method.isDefault()) {
                  return java.lang.reflect.InvocationHandler.invokeDefault(
                      proxy, method, arguments);
                }
                return method.getReturnType() == void.class
                    ? null
                    : instance(method.getReturnType()).orElse(null);
              }));
    }
    if (!inMaking.add(type)) {
      return Optional.empty();
    }
    try {
      Optional<Object> made = made(type);
      made.ifPresent(value -> values.put(type, value));
      return made;
    } finally {
      inMaking.remove(type);
    }
  }

  private static Object one(Object zero) {
    return zero instanceof Integer
        ? (Object) 1
        : zero instanceof Long
            ? (Object) 1L
            : zero instanceof Double ? (Object) 0.5 : zero instanceof Float ? (Object) 0.5f : zero;
  }

  private Optional<Object> made(Class<?> type) {
    for (var field : type.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == type) {
        try {
          return Optional.ofNullable(field.get(null));
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
    List<Executable> makers = new ArrayList<>();
    if (!Modifier.isAbstract(type.getModifiers())) {
      makers.addAll(List.of(type.getConstructors()));
    }
    List<Class<?>> homes = new ArrayList<>(List.of(type));
    if (type.getDeclaringClass() != null) {
      homes.add(type.getDeclaringClass());
    }
    for (Class<?> home : homes) {
      for (Method method : home.getMethods()) {
        if (Modifier.isStatic(method.getModifiers())
            && type.isAssignableFrom(method.getReturnType())) {
          makers.add(method);
        }
      }
    }
    if (type.isSealed()) {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        if (Modifier.isPublic(permitted.getModifiers())) {
          makers.addAll(List.of(permitted.getConstructors()));
        }
      }
    }
    makers.sort(java.util.Comparator.comparingInt(Executable::getParameterCount));
    for (Executable maker : makers) {
      Object[] arguments =
          Arrays.stream(maker.getParameterTypes()).map(p -> instance(p).orElse(null)).toArray();
      if (Arrays.asList(arguments).contains(null)) {
        continue;
      }
      try {
        Object made =
            maker instanceof Method method
                ? method.invoke(null, arguments)
                : ((Constructor<?>) maker).newInstance(arguments);
        if (made != null) {
          return Optional.of(made);
        }
      } catch (ReflectiveOperationException e) {
        // These values do not fit; another maker may.
      }
    }
    return Optional.empty();
  }

  /** How many calls were made. */
  int calls() {
    return calls;
  }

  /** What could not be called, a line each. */
  Set<String> unreached() {
    return unreached;
  }

  /** What was not refused, a line each. */
  Set<String> findings() {
    return findings;
  }
}
