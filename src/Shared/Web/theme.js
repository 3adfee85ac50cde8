// Before anything is painted: the colours that were chosen last time.
document.documentElement.dataset.theme = localStorage.getItem('theme') ?? 'auto';
