// A page about a task that is being done: it looks again by itself.

setTimeout(() => location.reload(), 2000);
